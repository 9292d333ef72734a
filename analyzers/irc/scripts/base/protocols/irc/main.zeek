##! irc.log: a line for each command that says who somebody is or where he goes.

@load base/frameworks/logging
@load base/frameworks/analyzer

module IRC;

export {
	redef enum Log::ID += { LOG };

	## Ports of IRC.
	const ports = { 6666/tcp, 6667/tcp, 6668/tcp, 6669/tcp } &redef;

	redef likely_server_ports += { ports };

	## Decides over each line of the log.
	global log_policy: Log::PolicyHook;

	## A line of irc.log.
	type Info: record {
		## When the command was seen.
		ts: time &log;
		## Unique name of the connection.
		uid: string &log;
		## Addresses and ports.
		id: conn_id &log;
		## The nickname before the command.
		nick: string &log &optional;
		## The user before the command.
		user: string &log &optional;
		## The command.
		command: string &log &optional;
		## What it is about.
		value: string &log &optional;
		## What else belongs to it.
		addl: string &log &optional;
	};

	## Raised for each line.
	global irc_log: event(rec: Info);
}

redef record connection += {
	## What is known of the session.
	irc: Info &optional;
};

event zeek_init() &priority=5
	{
	Log::create_stream(LOG, Log::Stream($columns=Info, $ev=irc_log, $path="irc", $policy=log_policy));
	Analyzer::register_for_ports(Analyzer::ANALYZER_IRC, ports);
	}

## What a session begins with.
function new_session(c: connection): Info
	{
	return Info($ts=network_time(), $uid=c$uid, $id=c$id);
	}

## Makes sure that there is a session, and that its time is that of the present command.
function set_session(c: connection)
	{
	if ( ! c?$irc )
		c$irc = new_session(c);

	c$irc$ts = network_time();
	}

event irc_nick_message(c: connection, is_orig: bool, who: string, newnick: string) &priority=5
	{
	if ( ! is_orig )
		return;

	set_session(c);
	c$irc$command = "NICK";
	c$irc$value = newnick;
	}

event irc_nick_message(c: connection, is_orig: bool, who: string, newnick: string) &priority=-5
	{
	if ( ! is_orig )
		return;

	Log::write(LOG, c$irc);
	c$irc$nick = newnick;
	}

event irc_user_message(c: connection, is_orig: bool, user: string, host: string, server: string, real_name: string) &priority=5
	{
	if ( ! is_orig )
		return;

	set_session(c);
	c$irc$command = "USER";
	c$irc$value = user;
	c$irc$addl = fmt("%s %s %s", host, server, real_name);
	}

event irc_user_message(c: connection, is_orig: bool, user: string, host: string, server: string, real_name: string) &priority=-5
	{
	if ( ! is_orig )
		return;

	Log::write(LOG, c$irc);
	c$irc$user = user;
	}

event irc_join_message(c: connection, is_orig: bool, info_list: irc_join_list) &priority=5
	{
	if ( ! is_orig )
		return;

	set_session(c);
	c$irc$command = "JOIN";
	}

event irc_join_message(c: connection, is_orig: bool, info_list: irc_join_list) &priority=-5
	{
	if ( ! is_orig )
		return;

	for ( join in info_list )
		{
		c$irc$value = join$channel;
		c$irc$addl = join$password == "" ? "" : fmt(" with channel key: '%s'", join$password);
		Log::write(LOG, c$irc);
		}
	}
