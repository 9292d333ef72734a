##! ftp.log: a line for each command of interest with its reply. A command is logged when the next one comes or the
##! session ends, since a command may have several replies.

@load base/frameworks/logging
@load base/frameworks/analyzer
@load base/frameworks/notice/weird
@load base/protocols/conn/removal-hooks
@load base/utils/addrs
@load base/utils/numbers
@load base/utils/paths
@load ./utils-commands
@load ./info
@load ./utils

module FTP;

export {
	redef enum Log::ID += { LOG };

	## Ports of control connections.
	const ports = { 21/tcp, 2811/tcp } &redef;

	redef likely_server_ports += { ports };

	## Commands that are logged.
	option logged_commands = {
		"APPE", "DELE", "RETR", "STOR", "STOU", "ACCT", "PORT", "PASV", "EPRT", "EPSV",
	};

	## Users whose passwords are no secrets.
	option guest_ids = { "anonymous", "ftp", "ftpuser", "guest" };

	## Longest user name in the log, in bytes.
	option max_user_length = 128;

	## Longest password in the log, in bytes.
	option max_password_length = 128;

	## Longest argument in the log, in bytes.
	option max_arg_length = 4096;

	## Longest text of a reply in the log, in bytes.
	option max_reply_msg_length = 4096;

	## Commands that may wait for replies; a session with more is left alone.
	option max_pending_commands = 20;

	## Data connections that may be waited for at any time.
	option max_expected_data_channels = 100000;

	## The digits of a code: what kind of reply, about what, and which.
	type ReplyCode: record {
		x: count;
		y: count;
		z: count;
	};

	## Takes a code apart.
	global parse_ftp_reply_code: function(code: count): ReplyCode;

	## Raised with each line of the log.
	global log_ftp: event(rec: Info);

	## Decides over each line of the log.
	global log_policy: Log::PolicyHook;

	## Runs when a control connection ends.
	global finalize_ftp: Conn::RemovalHook;

	## Runs when a data connection ends.
	global finalize_ftp_data: hook(c: connection);

	## Data connections that are waited for, by where, with the sessions that they belong to.
	global ftp_data_expected: table[addr, port] of Info &read_expire=5mins;
}

## Tells the other nodes of a cluster about a data connection.
global sync_add_expected_data: event(s: Info, chan: ExpectedDataChannel);

redef record connection += {
	## The session of a control connection.
	ftp: Info &optional;
	## The data connection serves more than one transfer.
	ftp_data_reuse: bool &default=F;
};

# Commands whose argument is a file, and those that change the directory, with the codes that say they did.
const file_cmds = {
	"APPE", "CWD", "DELE", "MKD", "RETR", "RMD", "RNFR", "RNTO", "STOR", "STOU", "REST", "SIZE", "MDTM",
};

const directory_cmds = {
	["CWD", 250], ["CDUP", 200], ["CDUP", 250], ["PWD", 257], ["XPWD", 257],
};

event zeek_init() &priority=5
	{
	Log::create_stream(LOG, Log::Stream($columns=Info, $ev=log_ftp, $path="ftp", $policy=log_policy));
	Analyzer::register_for_ports(Analyzer::ANALYZER_FTP, ports);
	}

# Other nodes need to know whose connection it is, not all that waits in the session.
function minimize_info(info: Info): Info
	{
	return Info($ts=info$ts, $uid=info$uid, $id=info$id, $user=info$user, $passive=info$passive,
	            $pending_commands=PendingCmds());
	}

# The topic on which the nodes of a cluster talk about data connections.
function ftp_relay_topic(): string
	{
	return "zeek/ftp/data-channels";
	}

event sync_add_expected_data(s: Info, chan: ExpectedDataChannel)
	{
	ftp_data_expected[chan$resp_h, chan$resp_p] = s;
	Analyzer::schedule_analyzer(chan$orig_h, chan$resp_h, chan$resp_p, Analyzer::ANALYZER_FTP_DATA, 5mins);
	}

function add_expected_data_channel(s: Info, chan: ExpectedDataChannel)
	{
	s$passive = chan$passive;
	s$data_channel = chan;

	if ( |ftp_data_expected| < max_expected_data_channels )
		ftp_data_expected[chan$resp_h, chan$resp_p] = s;

	Analyzer::schedule_analyzer(chan$orig_h, chan$resp_h, chan$resp_p, Analyzer::ANALYZER_FTP_DATA, 5mins);
	}

function parse_ftp_reply_code(code: count): ReplyCode
	{
	return ReplyCode($x=code / 100, $y=( code / 10 ) % 10, $z=code % 10);
	}

function set_ftp_session(c: connection)
	{
	if ( c?$ftp )
		return;

	c$ftp = Info($ts=network_time(), $uid=c$uid, $id=c$id, $pending_commands=PendingCmds());
	Conn::register_removal_hook(c, finalize_ftp);

	# What the server says first answers the opening of the connection.
	add_pending_cmd(c$ftp$pending_commands, c$ftp$command_seq, "<init>", "");
	}

function should_hide_password(s: Info): bool
	{
	return s?$password && ! s$capture_password && to_lower(s$user) !in guest_ids;
	}

# Logs the command that was answered, if it is of interest, and forgets what belonged to it.
function ftp_message(c: connection)
	{
	local s = c$ftp;
	s$ts = s$cmdarg$ts;
	s$command = s$cmdarg$cmd;

	if ( s$command in file_cmds )
		s$arg = build_url_ftp(s);
	else if ( s$cmdarg$arg != "" )
		s$arg = s$cmdarg$arg;
	else
		delete s$arg;

	if ( s?$arg && |s$arg| > max_arg_length )
		s$arg = s$arg[: max_arg_length];

	if ( s$command in logged_commands )
		{
		local secret = s?$password ? s$password : "";

		if ( should_hide_password(s) )
			s$password = "<hidden>";

		Log::write(LOG, s);

		if ( s?$password )
			s$password = secret;
		}

	delete s$mime_type;
	delete s$file_size;
	delete s$fuid;
	delete s$data_channel;
	}

event ftp_request(c: connection, command: string, arg: string) &priority=5
	{
	set_ftp_session(c);
	local s = c$ftp;

	# The command before has been answered: it is complete.
	if ( s?$cmdarg && s?$reply_code && remove_pending_cmd(s$pending_commands, s$cmdarg) )
		ftp_message(c);

	if ( |s$pending_commands| >= max_pending_commands )
		{
		Reporter::conn_weird("FTP_too_many_pending_commands", c, cat(|s$pending_commands|), "FTP");
		clear_table(s$pending_commands);
		}

	local id = c$id;
	add_pending_cmd(s$pending_commands, ++s$command_seq, command, arg);

	switch ( command )
		{
		case "USER":
			s$user = |arg| > max_user_length ? arg[: max_user_length] : arg;
			break;

		case "PASS":
			s$password = |arg| > max_password_length ? arg[: max_password_length] : arg;
			break;

		case "PORT", "EPRT":
			local data = command == "PORT" ? parse_ftp_port(arg) : parse_eftp_port(arg);

			if ( data$valid )
				add_expected_data_channel(s, ExpectedDataChannel($passive=F, $orig_h=id$resp_h, $resp_h=data$h,
				                                                 $resp_p=data$p));
			break;
		}
	}

# What the reply to PASV or EPSV says about where the data connection goes.
function note_passive(c: connection, code: count, msg: string)
	{
	local data = code == 227 ? parse_ftp_pasv(msg) : parse_ftp_epsv(msg);

	if ( ! data$valid )
		return;

	# EPSV leaves the address out: it is the server's.
	local host = code == 229 && ( data$h == 0.0.0.0 || data$h == [::] ) ? c$id$resp_h : data$h;
	add_expected_data_channel(c$ftp, ExpectedDataChannel($passive=T, $orig_h=c$id$orig_h, $resp_h=host,
	                                                     $resp_p=data$p));
	}

event ftp_reply(c: connection, code: count, msg: string, cont_resp: bool) &priority=5
	{
	set_ftp_session(c);

	if ( cont_resp )
		return;

	local s = c$ftp;
	s$cmdarg = get_pending_cmd(s$pending_commands, code, msg);
	s$reply_code = code;
	s$reply_msg = |msg| > max_reply_msg_length ? msg[: max_reply_msg_length] : msg;

	local ca = s$cmdarg;

	if ( ca$cmd == "RETR" && code == 150 )
		s$file_size = extract_count(msg, F);
	else if ( ca$cmd == "SIZE" && code == 213 )
		s$file_size = extract_count(msg);
	else if ( ca$cmd == "PASV" && code == 227 || ca$cmd == "EPSV" && code == 229 )
		note_passive(c, code, msg);

	if ( [ca$cmd, code] in directory_cmds && ! ca$cwd_consumed )
		{
		ca$cwd_consumed = T;

		if ( ca$cmd == "CWD" )
			s$cwd = build_path(s$cwd, ca$arg);
		else if ( ca$cmd == "CDUP" )
			s$cwd = string_cat(s$cwd, "/..");
		else
			{
			local path = extract_path(msg);

			if ( path != "" )
				s$cwd = path;
			}
		}

	# With more than one command waiting, the next one may have come before this reply: nothing else will complete it.
	if ( |s$pending_commands| > 1 )
		{
		remove_pending_cmd(s$pending_commands, ca);
		ftp_message(c);
		}
	}

event scheduled_analyzer_applied(c: connection, a: Analyzer::Tag) &priority=10
	{
	local id = c$id;

	if ( a != Analyzer::ANALYZER_FTP_DATA || [id$resp_h, id$resp_p] !in ftp_data_expected )
		return;

	add c$service["ftp-data"];
	Conn::register_removal_hook(c, finalize_ftp_data);
	}

event file_transferred(c: connection, prefix: string, descr: string, mime_type: string) &priority=5
	{
	if ( [c$id$resp_h, c$id$resp_p] in ftp_data_expected )
		ftp_data_expected[c$id$resp_h, c$id$resp_p]$mime_type = split_string1(mime_type, /;/)[0];
	}

hook finalize_ftp_data(c: connection)
	{
	if ( ! c$ftp_data_reuse )
		delete ftp_data_expected[c$id$resp_h, c$id$resp_p];
	}

hook finalize_ftp(c: connection)
	{
	if ( ! c?$ftp )
		return;

	for ( _, ca in c$ftp$pending_commands )
		{
		c$ftp$cmdarg = ca;
		ftp_message(c);
		}
	}
