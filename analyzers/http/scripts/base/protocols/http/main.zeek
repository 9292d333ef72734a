##! http.log: a line for each request with its reply. Requests may be pipelined; each waits for its reply
##! in the order they came in.

@load base/frameworks/logging
@load base/frameworks/analyzer
@load base/frameworks/tunnels
@load base/protocols/conn/removal-hooks
@load base/utils/numbers
@load base/utils/files

module HTTP;

export {
	redef enum Log::ID += { LOG };

	## Ports of HTTP and of proxies.
	const ports = {
		80/tcp, 81/tcp, 631/tcp, 1080/tcp, 3128/tcp, 8000/tcp, 8080/tcp, 8888/tcp,
	} &redef;

	redef likely_server_ports += { ports };

	## Marks that scripts leave on requests.
	type Tags: enum {
		## Says nothing.
		EMPTY,
	};

	## Log passwords.
	option default_capture_password = F;

	## Longest string in a field of the log; 0: no limit.
	const default_max_field_string_bytes: count = 0 &redef;

	## A line of http.log.
	type Info: record {
		## When the request was seen.
		ts: time &log;
		## Unique name of the connection.
		uid: string &log;
		## Addresses and ports.
		id: conn_id &log;
		## Number of the request in its connection, counted from 1.
		trans_depth: count &log;
		## What the client wants done.
		method: string &log &optional;
		## The header Host.
		host: string &log &optional;
		## What it wants it done with.
		uri: string &log &optional;
		## The header Referer.
		referrer: string &log &optional;
		## The version of the reply.
		version: string &log &optional;
		## The header User-Agent.
		user_agent: string &log &optional;
		## The header Origin.
		origin: string &log &optional;
		## Bytes of the body of the request, as transferred.
		request_body_len: count &log &default=0;
		## Bytes of the body of the reply, as transferred.
		response_body_len: count &log &default=0;
		## The code of the reply.
		status_code: count &log &optional;
		## Its text.
		status_msg: string &log &optional;
		## The last code between 100 and 199 that came before.
		info_code: count &log &optional;
		## Its text.
		info_msg: string &log &optional;
		## Marks that scripts left.
		tags: set[Tags] &log;
		## The user, by basic authentication.
		username: string &log &optional;
		## The password, if passwords are logged.
		password: string &log &optional;
		## Log the password of this request.
		capture_password: bool &default=default_capture_password;
		## Headers that a proxy leaves.
		proxied: set[string] &log &optional;
		## The client asks for a part only.
		range_request: bool &default=F;
	};

	## What a connection keeps between messages.
	type State: record {
		## Requests that wait for their reply, by number.
		pending: table[count] of Info;
		## Number of the latest request.
		current_request: count &default=0;
		## Number of the request that the latest reply answers.
		current_response: count &default=0;
		## How many lines there have been.
		trans_depth: count &default=0;
		## The end whose latest message c$http belongs to, T for the originator; unset once that is logged.
		of_orig: bool &optional;
	};

	## Headers that tell of a proxy.
	option proxy_headers: set[string] = {
		"FORWARDED",
		"X-FORWARDED-FOR",
		"X-FORWARDED-FROM",
		"CLIENT-IP",
		"VIA",
		"XROXY-CONNECTION",
		"PROXY-CONNECTION",
	};

	## Methods that are not worth a weird.
	option http_methods: set[string] = {
		"GET", "POST", "HEAD", "OPTIONS",
		"PUT", "DELETE", "TRACE", "CONNECT",
		# WebDAV and its relatives.
		"PROPFIND", "PROPPATCH", "MKCOL",
		"COPY", "MOVE", "LOCK", "UNLOCK",
		"POLL", "REPORT", "SUBSCRIBE", "BMOVE",
		"SEARCH",
	};

	## Requests of a connection that may wait for a reply; all are logged when there are more.
	option max_pending_requests = 100;

	## Raised with each line of the log.
	global log_http: event(rec: Info);

	## Decides over each line of the log.
	global log_policy: Log::PolicyHook;

	## Runs when a connection ends.
	global finalize_http: Conn::RemovalHook;
}

redef record connection += {
	## The line that the message at hand belongs to.
	http: Info &optional;
	## What is kept between messages.
	http_state: State &optional;
};

event zeek_init() &priority=5
	{
	Log::create_stream(LOG, Log::Stream($columns=Info, $ev=log_http, $path="http", $policy=log_policy,
	                                    $max_field_string_bytes=default_max_field_string_bytes));
	Analyzer::register_for_ports(Analyzer::ANALYZER_HTTP, ports);
	}

function code_in_range(c: count, min: count, max: count): bool
	{
	return c >= min && c <= max;
	}

function new_http_session(c: connection): Info
	{
	++c$http_state$trans_depth;

	# The default of capture_password would be computed by a function.
	return Info($ts=network_time(), $uid=c$uid, $id=c$id, $trans_depth=c$http_state$trans_depth, $tags=set(),
	            $capture_password=default_capture_password);
	}

# The state of a connection that has none yet.
function init_state(c: connection)
	{
	c$http_state = State($pending=table());
	Conn::register_removal_hook(c, finalize_http);
	}

## Sees to it that c$http is the line that the latest message of an end belongs to.
function set_state(c: connection, is_orig: bool)
	{
	if ( ! c?$http_state )
		init_state(c);

	local state = c$http_state;
	local pending = state$pending;
	local number = is_orig ? state$current_request : state$current_response;

	if ( number !in pending )
		pending[number] = new_http_session(c);

	c$http = pending[number];
	state$of_orig = is_orig;
	}

# Logs what waits. Number 0 stands for data before the first message, which is no request.
function flush_pending(c: connection)
	{
	for ( number, info in c$http_state$pending )
		if ( number != 0 )
			Log::write(LOG, info);

	clear_table(c$http_state$pending);
	}

event http_request(c: connection, method: string, original_URI: string, unescaped_URI: string, version: string) &priority=5
	{
	if ( ! c?$http_state )
		init_state(c);

	local state = c$http_state;

	if ( max_pending_requests > 0 && |state$pending| > max_pending_requests )
		{
		Reporter::conn_weird("HTTP_excessive_pipelining", c);
		flush_pending(c);

		# No reply has been seen for these; the next one answers what comes now.
		state$current_response = state$current_request;
		}

	# What was answered before it was asked has had its lines.
	if ( state$current_response > state$current_request )
		{
		Reporter::conn_weird("HTTP_response_before_request", c);
		state$current_request = state$current_response;
		}

	++state$current_request;
	set_state(c, T);

	local info = c$http;
	info$method = method;
	info$uri = unescaped_URI;

	if ( method !in http_methods )
		Reporter::conn_weird("unknown_HTTP_method", c, method);
	}

event http_reply(c: connection, version: string, code: count, reason: string) &priority=5
	{
	if ( ! c?$http_state )
		init_state(c);

	local state = c$http_state;
	local number = state$current_response;

	# A code below 200 announces another reply to the same request.
	if ( number !in state$pending )
		++state$current_response;
	else
		{
		local last = state$pending[number];

		if ( last?$status_code && last$status_code / 100 != 1 )
			++state$current_response;
		}

	set_state(c, F);

	local info = c$http;
	info$version = version;
	info$status_code = code;
	info$status_msg = reason;

	if ( code / 100 == 1 )
		{
		info$info_code = code;
		info$info_msg = reason;
		}

	if ( code == 200 && info?$method && info$method == "CONNECT" )
		{
		# Each connection through the proxy has a port of its own; together they are one tunnel.
		local cid = copy(c$id);
		cid$orig_p = 0/tcp;
		Tunnel::register(Tunnel::EncapsulatingConn($cid=cid, $tunnel_type=Tunnel::HTTP));
		}
	}

event http_header(c: connection, is_orig: bool, original_name: string, name: string, value: string) &priority=5
	{
	# The two ends may speak at the same time, but most headers follow others of the same end.
	if ( ! c?$http_state || ! c$http_state?$of_orig || c$http_state$of_orig != is_orig )
		set_state(c, is_orig);

	if ( ! is_orig )
		return;

	local info = c$http;

	switch ( name )
		{
		case "HOST":
			info$host = value;
			break;

		case "REFERER":
			info$referrer = value;
			break;

		case "ORIGIN":
			info$origin = value;
			break;

		case "RANGE":
			info$range_request = T;
			break;

		case "USER-AGENT":
			info$user_agent = value;
			break;

		case "AUTHORIZATION", "PROXY-AUTHORIZATION":
			if ( /^[bB][aA][sS][iI][cC] / !in value )
				break;

			local decoded = decode_base64_conn(c$id, sub(value, /^[bB][aA][sS][iI][cC][ \t]+/, ""));
			local parts = split_string1(decoded, /:/);

			if ( |parts| == 2 )
				{
				info$username = parts[0];

				if ( info$capture_password )
					info$password = parts[1];
				}
			else
				{
				info$username = fmt("<problem-decoding> (%s)", value);

				if ( info$capture_password )
					info$password = decoded;
				}
			break;

		default:
			if ( name !in proxy_headers )
				break;

			if ( ! info?$proxied )
				info$proxied = set();

			add info$proxied[fmt("%s -> %s", name, value)];
			break;
		}
	}

event http_message_done(c: connection, is_orig: bool, stat: http_message_stat) &priority=5
	{
	if ( ! c?$http_state || ! c$http_state?$of_orig || c$http_state$of_orig != is_orig )
		set_state(c, is_orig);

	if ( is_orig )
		c$http$request_body_len = stat$body_length;
	else
		c$http$response_body_len = stat$body_length;
	}

event http_message_done(c: connection, is_orig: bool, stat: http_message_stat) &priority=-5
	{
	if ( is_orig )
		return;

	local info = c$http;

	if ( info?$status_code && info$status_code / 100 == 1 )
		return;

	Log::write(LOG, info);

	local state = c$http_state;
	delete state$pending[state$current_response];
	delete state$of_orig;
	}

hook finalize_http(c: connection)
	{
	if ( c?$http_state && |c$http_state$pending| > 0 )
		flush_pending(c);
	}
