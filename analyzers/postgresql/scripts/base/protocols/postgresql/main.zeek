##! postgresql.log: a line for each beginning of a session and each query, with what came of it.

@load base/frameworks/logging
@load base/frameworks/analyzer
@load base/protocols/conn/removal-hooks
@load ./consts

module PostgreSQL;

export {
	redef enum Log::ID += { LOG };

	## Ports of PostgreSQL.
	const ports: set[port] = { 5432/tcp } &redef;

	redef likely_server_ports += { ports };

	## A line of postgresql.log.
	type Info: record {
		## When it began.
		ts: time &log;
		## Unique name of the connection.
		uid: string &log;
		## Addresses and ports.
		id: conn_id &log;
		## The user the session is for.
		user: string &optional &log;
		## Its database.
		database: string &optional &log;
		## The name the client's program gave itself.
		application_name: string &optional &log;
		## What the client sent.
		frontend: string &optional &log;
		## What belongs to it: the query.
		frontend_arg: string &optional &log;
		## What the server sent.
		backend: string &optional &log;
		## What belongs to it: methods of authentication, parts of errors and notices.
		backend_arg: string &optional &log;
		## Whether it worked.
		success: bool &optional &log;
		## How many rows came.
		rows: count &optional &log;
	};

	## A version of the protocol.
	type Version: record {
		major: count;
		minor: count;
	};

	## What is known of a session.
	type State: record {
		version: Version &optional;
		user: string &optional;
		database: string &optional;
		application_name: string &optional;
		## Rows that came since the query.
		rows: count &optional;
		## Parts of an error that is not complete.
		errors: vector of string;
	};

	## Raised for each line.
	global log_postgresql: event(rec: Info);

	## Decides over each line of the log.
	global log_policy: Log::PolicyHook;

	## Runs when a connection ends.
	global finalize_postgresql: Conn::RemovalHook;
}

redef record connection += {
	## The line that awaits what comes of it.
	postgresql: Info &optional;
	## What is known of the session.
	postgresql_state: State &optional;
};

event zeek_init() &priority=5
	{
	Log::create_stream(LOG, Log::Stream($columns=Info, $ev=log_postgresql, $path="postgresql", $policy=log_policy));
	Analyzer::register_for_ports(Analyzer::ANALYZER_POSTGRESQL, ports);
	}

function line_of(c: connection): Info
	{
	if ( ! c?$postgresql_state )
		{
		c$postgresql_state = State();
		Conn::register_removal_hook(c, finalize_postgresql);
		}

	if ( ! c?$postgresql )
		c$postgresql = Info($ts=network_time(), $uid=c$uid, $id=c$id);

	return c$postgresql;
	}

function finish(c: connection)
	{
	if ( ! c?$postgresql )
		return;

	local line = c$postgresql;
	local s = c$postgresql_state;

	if ( s?$user )
		line$user = s$user;

	if ( s?$database )
		line$database = s$database;

	if ( s?$application_name )
		line$application_name = s$application_name;

	Log::write(LOG, line);
	delete c$postgresql;
	}

# Adds to what the server sent.
function add_backend(line: Info, what: string)
	{
	line$backend = line?$backend ? line$backend + "," + what : what;
	}

function add_backend_arg(line: Info, what: string)
	{
	line$backend_arg = line?$backend_arg ? line$backend_arg + "," + what : what;
	}

event PostgreSQL::ssl_request(c: connection)
	{
	line_of(c)$frontend = "ssl_request";
	}

event PostgreSQL::ssl_reply(c: connection, data: string)
	{
	local line = line_of(c);
	line$backend = "ssl_reply";
	line$backend_arg = data;
	line$success = data == "S";
	finish(c);
	}

event PostgreSQL::startup_parameter(c: connection, name: string, value: string)
	{
	line_of(c);
	local s = c$postgresql_state;

	switch ( name )
		{
		case "user":
			s$user = value;
			break;
		case "database":
			s$database = value;
			break;
		case "application_name":
			s$application_name = value;
			break;
		}
	}

event PostgreSQL::startup_message(c: connection, major: count, minor: count)
	{
	line_of(c)$frontend = "startup";
	c$postgresql_state$version = Version($major=major, $minor=minor);
	}

event PostgreSQL::authentication_request(c: connection, identifier: count, data: string)
	{
	local line = line_of(c);
	add_backend(line, "auth_request");
	add_backend_arg(line, auth_ids[identifier]);
	}

event PostgreSQL::authentication_ok(c: connection)
	{
	local line = line_of(c);
	line$backend = "auth_ok";
	line$success = T;
	finish(c);
	}

event PostgreSQL::simple_query(c: connection, query: string)
	{
	local line = line_of(c);
	line$frontend = "simple_query";
	line$frontend_arg = query;
	c$postgresql_state$rows = 0;
	}

event PostgreSQL::data_row(c: connection, column_values: count)
	{
	if ( c?$postgresql_state && c$postgresql_state?$rows )
		++c$postgresql_state$rows;
	}

event PostgreSQL::ready_for_query(c: connection, transaction_status: string)
	{
	if ( ! c?$postgresql || ! c$postgresql?$frontend || c$postgresql$frontend != "simple_query" )
		return;

	c$postgresql$success = transaction_status != "E";
	c$postgresql$rows = c$postgresql_state$rows;
	finish(c);
	}

event PostgreSQL::error_response_identified_field(c: connection, code: string, value: string)
	{
	line_of(c);
	c$postgresql_state$errors += fmt("%s=%s", error_ids[code], value);
	}

event PostgreSQL::error_response(c: connection)
	{
	local line = line_of(c);
	local s = c$postgresql_state;
	add_backend(line, "error");
	add_backend_arg(line, join_string_vec(s$errors, ","));
	s$errors = vector();
	line$success = F;
	finish(c);
	}

event PostgreSQL::notice_response_identified_field(c: connection, code: string, value: string)
	{
	add_backend_arg(line_of(c), fmt("%s=%s", error_ids[code], value));
	}

event PostgreSQL::terminate(c: connection)
	{
	line_of(c)$frontend = "terminate";
	finish(c);
	}

hook finalize_postgresql(c: connection)
	{
	finish(c);
	}
