##! socks.log: a line for each connection through a proxy.

@load base/frameworks/logging
@load base/frameworks/analyzer
@load base/frameworks/tunnels
@load base/protocols/conn/removal-hooks
@load ./consts

module SOCKS;

export {
	redef enum Log::ID += { LOG };

	## Ports of SOCKS.
	const ports = { 1080/tcp } &redef;

	redef likely_server_ports += { ports };

	## Log passwords.
	option default_capture_password = F;

	## A line of socks.log.
	type Info: record {
		## When the connection was asked for.
		ts: time &log;
		## Unique name of the connection.
		uid: string &log;
		## Addresses and ports.
		id: conn_id &log;
		## The version: 4 or 5.
		version: count &log;
		## Who asks.
		user: string &log &optional;
		## The password.
		password: string &log &optional;
		## What the proxy answered.
		status: string &log &optional;
		## What the client wants to be connected to.
		request: SOCKS::Address &log &optional;
		## The port of it.
		request_p: port &log &optional;
		## What the proxy uses.
		bound: SOCKS::Address &log &optional;
		## The port of it.
		bound_p: port &log &optional;
		## Log the password.
		capture_password: bool &default=default_capture_password;
	};

	## Raised with each line of the log.
	global log_socks: event(rec: Info);

	## Decides over each line of the log.
	global log_policy: Log::PolicyHook;

	## Runs when a connection ends.
	global finalize_socks: Conn::RemovalHook;
}

redef record connection += {
	## The line for this connection.
	socks: Info &optional;
};

event zeek_init() &priority=5
	{
	Log::create_stream(LOG, Log::Stream($columns=Info, $ev=log_socks, $path="socks", $policy=log_policy));
	Analyzer::register_for_ports(Analyzer::ANALYZER_SOCKS, ports);
	}

function set_session(c: connection, version: count)
	{
	if ( c?$socks )
		return;

	c$socks = Info($ts=network_time(), $uid=c$uid, $id=c$id, $version=version);
	Conn::register_removal_hook(c, finalize_socks);
	}

event socks_request(c: connection, version: count, request_type: count, sa: SOCKS::Address, p: port, user: string) &priority=5
	{
	set_session(c, version);
	c$socks$request = sa;
	c$socks$request_p = p;

	if ( user != "" )
		c$socks$user = user;

	# A client uses many ports towards its proxy: they are one tunnel.
	local cid = copy(c$id);
	cid$orig_p = 0/tcp;
	Tunnel::register(Tunnel::EncapsulatingConn($cid=cid, $tunnel_type=Tunnel::SOCKS));
	}

event socks_reply(c: connection, version: count, reply: count, sa: SOCKS::Address, p: port) &priority=5
	{
	set_session(c, version);

	if ( version == 5 )
		c$socks$status = v5_status[reply];
	else if ( version == 4 )
		c$socks$status = v4_status[reply];

	c$socks$bound = sa;
	c$socks$bound_p = p;
	}

event socks_login_userpass_request(c: connection, user: string, password: string) &priority=5
	{
	# Only version 5 has this way to log in.
	set_session(c, 5);
	c$socks$user = user;

	if ( c$socks$capture_password )
		c$socks$password = password;
	}

event socks_login_userpass_reply(c: connection, code: count) &priority=5
	{
	set_session(c, 5);
	c$socks$status = v5_status[code];
	}

hook finalize_socks(c: connection)
	{
	# Where the analyzer turned out to be wrong there is nothing to be told.
	if ( c?$socks && "SOCKS" in c$service )
		Log::write(LOG, c$socks);
	}
