##! mysql.log: a line for each login and each command, with what came of it.

@load base/frameworks/logging
@load base/frameworks/analyzer
@load base/protocols/conn/removal-hooks
@load ./consts

module MySQL;

export {
	redef enum Log::ID += { mysql::LOG };

	## Ports of MySQL.
	const ports = { 1434/tcp, 3306/tcp } &redef;

	redef likely_server_ports += { ports };

	## A line of mysql.log.
	type Info: record {
		## When the command was seen.
		ts: time &log;
		## Unique name of the connection.
		uid: string &log;
		## Addresses and ports.
		id: conn_id &log;
		## The command; login stands for the first one.
		cmd: string &log;
		## What it is about.
		arg: string &log;
		## Whether it worked; unset without an answer.
		success: bool &log &optional;
		## How many rows were changed.
		rows: count &log &optional;
		## What the server says went wrong.
		response: string &log &optional;
	};

	## Raised for each line.
	global log_mysql: event(rec: MySQL::Info);

	## Decides over each line of the log.
	global log_policy: Log::PolicyHook;

	## Runs when a connection ends.
	global finalize_mysql: Conn::RemovalHook;
}

redef record connection += {
	## The command that awaits its answer.
	mysql: Info &optional;
};

event zeek_init() &priority=5
	{
	Log::create_stream(mysql::LOG, Log::Stream($columns=Info, $ev=log_mysql, $path="mysql", $policy=log_policy));
	Analyzer::register_for_ports(Analyzer::ANALYZER_MYSQL, ports);
	}

# Writes what is known of the last command.
function finish(c: connection)
	{
	if ( ! c?$mysql )
		return;

	Log::write(mysql::LOG, c$mysql);
	delete c$mysql;
	}

function begin(c: connection, cmd: string, arg: string)
	{
	finish(c);
	c$mysql = Info($ts=network_time(), $uid=c$uid, $id=c$id, $cmd=cmd, $arg=arg);
	Conn::register_removal_hook(c, finalize_mysql);
	}

event mysql_handshake(c: connection, username: string)
	{
	begin(c, "login", username);
	}

event mysql_command_request(c: connection, command: count, arg: string) &priority=5
	{
	begin(c, commands[command], rstrip(arg, "\x00"));
	}

event mysql_change_user(c: connection, username: string)
	{
	if ( c?$mysql )
		c$mysql$arg = username;
	}

event mysql_command_request(c: connection, command: count, arg: string) &priority=-5
	{
	# There is no answer to these.
	if ( c?$mysql && c$mysql$cmd in set("quit", "stmt_close", "stmt_send_long_data") )
		finish(c);
	}

event mysql_error(c: connection, code: count, msg: string) &priority=5
	{
	if ( c?$mysql )
		{
		c$mysql$success = F;
		c$mysql$response = msg;
		}
	}

event mysql_error(c: connection, code: count, msg: string) &priority=-5
	{
	finish(c);
	}

event mysql_ok(c: connection, affected_rows: count) &priority=5
	{
	if ( c?$mysql )
		{
		c$mysql$success = T;
		c$mysql$rows = affected_rows;
		}
	}

event mysql_ok(c: connection, affected_rows: count) &priority=-5
	{
	finish(c);
	}

event mysql_eof(c: connection, is_intermediate: bool) &priority=5
	{
	# The columns alone tell that a query worked.
	if ( c?$mysql )
		{
		c$mysql$success = T;
		c$mysql$rows = 0;
		}
	}

event mysql_eof(c: connection, is_intermediate: bool) &priority=-5
	{
	if ( ! is_intermediate )
		finish(c);
	}

hook finalize_mysql(c: connection)
	{
	finish(c);
	}
