##! sip.log: a line for each reply with the request that it belongs to, and for requests that got none.

@load base/frameworks/logging
@load base/frameworks/reporter
@load base/utils/files
@load base/utils/numbers
@load base/protocols/conn/removal-hooks

module SIP;

export {
	redef enum Log::ID += { LOG };

	## Decides over each line of the log.
	global log_policy: Log::PolicyHook;

	## A line of sip.log.
	type Info: record {
		## When the request came.
		ts: time &log;
		## Unique name of the connection.
		uid: string &log;
		## Addresses and ports.
		id: conn_id &log;
		## Which request of the connection it was.
		trans_depth: count &log;
		## What was asked for: INVITE, REGISTER and so on.
		method: string &log &optional;
		## Whom it was asked of.
		uri: string &log &optional;
		## The header Date of the request.
		date: string &log &optional;
		## The header From of the request, without its tag.
		request_from: string &log &optional;
		## The header To of the request.
		request_to: string &log &optional;
		## The header From of the reply, without its tag.
		response_from: string &log &optional;
		## The header To of the reply.
		response_to: string &log &optional;
		## The header Reply-To.
		reply_to: string &log &optional;
		## The header Call-ID of the request.
		call_id: string &log &optional;
		## The header CSeq of the request.
		seq: string &log &optional;
		## The header Subject of the request.
		subject: string &log &optional;
		## The way of the request, by its headers Via.
		request_path: vector of string &log &optional;
		## The way of the reply, by its headers Via.
		response_path: vector of string &log &optional;
		## The header User-Agent of the request.
		user_agent: string &log &optional;
		## The code of the reply.
		status_code: count &log &optional;
		## The code in words.
		status_msg: string &log &optional;
		## The header Warning of the reply.
		warning: string &log &optional;
		## Bytes of the request's body, as announced.
		request_body_len: count &log &optional;
		## Bytes of the reply's body, as announced.
		response_body_len: count &log &optional;
		## The header Content-Type of the reply.
		content_type: string &log &optional;
	};

	## What a connection is at.
	type State: record {
		## Requests without their last reply.
		pending: table[count] of Info;
		## The request that headers of requests belong to.
		current_request: count &default=0;
		## The request that headers of replies belong to.
		current_response: count &default=0;
	};

	## Methods that are no surprise; others are weird.
	option sip_methods: set[string] = { "REGISTER", "INVITE", "ACK", "CANCEL", "BYE", "OPTIONS", "NOTIFY", "SUBSCRIBE" };

	## Most stations in request_path; more are left out.
	const max_request_path_length = 100 &redef;

	## Most stations in response_path; more are left out.
	const max_response_path_length = 100 &redef;

	## Ports of SIP.
	const ports = { 5060/udp } &redef;

	## Raised with each line of the log.
	global log_sip: event(rec: Info);

	## Runs when a connection ends.
	global finalize_sip: Conn::RemovalHook;
}

redef record connection += {
	## The request that was last spoken of.
	sip: Info &optional;
	## All of this connection.
	sip_state: State &optional;
};

redef likely_server_ports += { ports };

event zeek_init() &priority=5
	{
	Log::create_stream(LOG, Log::Stream($columns=Info, $ev=log_sip, $path="sip", $policy=log_policy));
	Analyzer::register_for_ports(Analyzer::ANALYZER_SIP, ports);
	}

function new_sip_session(c: connection): Info
	{
	return Info($ts=network_time(), $uid=c$uid, $id=c$id, $trans_depth=c$sip_state$current_request,
	            $request_path=vector(), $response_path=vector());
	}

function set_state(c: connection, is_request: bool)
	{
	if ( ! c?$sip_state )
		{
		c$sip_state = State();
		Conn::register_removal_hook(c, finalize_sip);
		}

	local number = is_request ? c$sip_state$current_request : c$sip_state$current_response;

	if ( number !in c$sip_state$pending )
		c$sip_state$pending[number] = new_sip_session(c);

	c$sip = c$sip_state$pending[number];
	}

function flush_pending(c: connection)
	{
	if ( ! c?$sip_state )
		return;

	for ( number, info in c$sip_state$pending )
		{
		# The first is the one at hand.
		if ( number > 0 )
			Log::write(LOG, info);
		}
	}

function without_tag(value: string): string
	{
	return split_string1(value, /;[ ]?tag=/)[0];
	}

## Adds a station of a message's way, unless there are enough.
function add_station(path: vector of string, via: string, most: count)
	{
	if ( |path| < most )
		path += split_string1(via, /;[ ]?branch/)[0];
	}

event sip_request(c: connection, method: string, original_URI: string, version: string) &priority=5
	{
	set_state(c, T);
	c$sip$method = method;
	c$sip$uri = original_URI;

	if ( method !in sip_methods )
		Reporter::conn_weird("unknown_SIP_method", c, method);
	}

event sip_reply(c: connection, version: string, code: count, reason: string) &priority=5
	{
	set_state(c, F);
	c$sip$status_code = code;
	c$sip$status_msg = reason;
	}

function request_header(info: Info, name: string, value: string)
	{
	switch ( name )
		{
		case "CALL-ID":
			info$call_id = value;
			break;
		case "CONTENT-LENGTH", "L":
			info$request_body_len = to_count(value);
			break;
		case "CSEQ":
			info$seq = value;
			break;
		case "DATE":
			info$date = value;
			break;
		case "FROM", "F":
			info$request_from = without_tag(value);
			break;
		case "REPLY-TO":
			info$reply_to = value;
			break;
		case "SUBJECT", "S":
			info$subject = value;
			break;
		case "TO", "T":
			info$request_to = value;
			break;
		case "USER-AGENT":
			info$user_agent = value;
			break;
		case "VIA", "V":
			add_station(info$request_path, value, max_request_path_length);
			break;
		}
	}

function reply_header(info: Info, name: string, value: string)
	{
	switch ( name )
		{
		case "CONTENT-LENGTH", "L":
			info$response_body_len = to_count(value);
			break;
		case "CONTENT-TYPE", "C":
			info$content_type = value;
			break;
		case "WARNING":
			info$warning = value;
			break;
		case "FROM", "F":
			info$response_from = without_tag(value);
			break;
		case "TO", "T":
			info$response_to = value;
			break;
		case "VIA", "V":
			add_station(info$response_path, value, max_response_path_length);
			break;
		}
	}

event sip_header(c: connection, is_orig: bool, name: string, value: string) &priority=5
	{
	set_state(c, is_orig);

	if ( is_orig )
		request_header(c$sip, name, value);
	else
		reply_header(c$sip, name, value);
	}

event sip_end_entity(c: connection, is_orig: bool) &priority=5
	{
	set_state(c, is_orig);
	}

event sip_end_entity(c: connection, is_orig: bool) &priority=-5
	{
	if ( is_orig )
		return;

	Log::write(LOG, c$sip);

	local code = c$sip$status_code;

	# Replies below 200 are followed by others.
	if ( code < 100 || code >= 200 )
		delete c$sip_state$pending[c$sip_state$current_response];

	# A reply to nothing, or the end of a call.
	if ( ! c$sip?$method || (c$sip$method == "BYE" && code >= 200 && code < 300) )
		{
		flush_pending(c);
		delete c$sip;
		delete c$sip_state;
		}
	}

hook finalize_sip(c: connection)
	{
	if ( ! c?$sip_state )
		return;

	for ( _, info in c$sip_state$pending )
		Log::write(LOG, info);
	}
