##! websocket.log: a line for each connection that becomes a WebSocket. What the handshake says is gathered
##! from the headers of the HTTP request and reply that it consists of.

@load base/frameworks/logging
@load base/protocols/http
@load ./consts

module WebSocket;

export {
	redef enum Log::ID += { LOG };

	## A line of websocket.log.
	type Info: record {
		## When the handshake was complete.
		ts: time &log;
		## Unique name of the connection.
		uid: string &log;
		## Addresses and ports.
		id: conn_id &log;
		## The header Host of the request.
		host: string &log &optional;
		## What was asked for.
		uri: string &log &optional;
		## The header User-Agent of the request.
		user_agent: string &log &optional;
		## The subprotocol that the server chose.
		subprotocol: string &log &optional;
		## The subprotocols that the client offers.
		client_protocols: vector of string &log &optional;
		## The extensions that the server chose.
		server_extensions: vector of string &log &optional;
		## The extensions that the client offers.
		client_extensions: vector of string &log &optional;
		## The key that the client sent.
		client_key: string &optional;
		## The server's proof that it has read the key.
		server_accept: string &optional;
	};

	## Raised with each line of the log.
	global log_websocket: event(rec: Info);

	## Decides over each line of the log.
	global log_policy: Log::PolicyHook;

	## Decides what is done with the payload, by changing the configuration; break switches the analyzer off.
	global configure_analyzer: hook(c: connection, aid: count, config: AnalyzerConfig);
}

redef record connection += {
	## The line of the connection.
	websocket: Info &optional;
};

redef HTTP::upgrade_analyzers += {
	["websocket"] = Analyzer::ANALYZER_WEBSOCKET,
};

event zeek_init() &priority=5
	{
	Log::create_stream(LOG, Log::Stream($columns=Info, $ev=log_websocket, $path="websocket", $policy=log_policy));
	}

function set_websocket(c: connection)
	{
	c$websocket = Info($ts=network_time(), $uid=c$uid, $id=c$id);
	}

# The proof that a server has to give for a key (RFC 6455, section 4.2.2).
function expected_accept_for(key: string): string
	{
	return encode_base64(hexstr_to_bytestring(sha1_hash(key + HANDSHAKE_GUID)));
	}

function odd(c: connection, name: string, addl: string &default="")
	{
	Reporter::conn_weird(name, c, addl, "WebSocket");
	}

# Appends the items of a header that is a list.
function append_list(list: vector of string, value: string): vector of string
	{
	for ( _, item in split_string(value, / *, */) )
		list += item;

	return list;
	}

event http_header(c: connection, is_orig: bool, original_name: string, name: string, value: string)
	{
	# Most names are shorter than "SEC-WEBSOCKET-KEY", and those outside of the bounds begin otherwise. No text is made
	# to find that out.
	if ( |name| < 17 || name < "SEC-WEBSOCKET-" || name >= "SEC-WEBSOCKET." )
		return;

	if ( ! c?$websocket )
		set_websocket(c);

	local ws = c$websocket;

	switch ( name )
		{
		case "SEC-WEBSOCKET-PROTOCOL":
			if ( is_orig )
				{
				ws$client_protocols = append_list(ws?$client_protocols ? ws$client_protocols : vector(), value);
				break;
				}

			if ( ws?$subprotocol )
				odd(c, "websocket_multiple_protocol_headers");

			ws$subprotocol = value;
			break;

		case "SEC-WEBSOCKET-EXTENSIONS":
			if ( is_orig )
				ws$client_extensions = append_list(ws?$client_extensions ? ws$client_extensions : vector(), value);
			else
				ws$server_extensions = append_list(ws?$server_extensions ? ws$server_extensions : vector(), value);
			break;

		case "SEC-WEBSOCKET-KEY":
			if ( ! is_orig )
				break;

			if ( ws?$client_key )
				odd(c, "websocket_multiple_key_headers");

			ws$client_key = value;
			break;

		case "SEC-WEBSOCKET-ACCEPT":
			if ( is_orig )
				break;

			if ( ws?$server_accept )
				odd(c, "websocket_multiple_accept_headers");

			ws$server_accept = value;
			break;
		}
	}

event websocket_established(c: connection, aid: count) &priority=5
	{
	if ( ! c?$websocket )
		{
		odd(c, "websocket_established_unexpected");
		set_websocket(c);
		}

	local ws = c$websocket;

	if ( ! ws?$client_key )
		odd(c, "websocket_missing_key_header");

	if ( ! ws?$server_accept )
		odd(c, "websocket_missing_accept_header");

	if ( ws?$client_key && ws?$server_accept )
		{
		local expected = expected_accept_for(ws$client_key);

		if ( ws$server_accept != expected )
			odd(c, "websocket_wrong_accept_header", fmt("expected=%s, found=%s", expected, ws$server_accept));
		}

	if ( ! c?$http )
		return;

	if ( c$http?$host )
		ws$host = c$http$host;

	if ( c$http?$uri )
		ws$uri = c$http$uri;

	if ( c$http?$user_agent )
		ws$user_agent = c$http$user_agent;
	}

event websocket_established(c: connection, aid: count) &priority=-5
	{
	local ws = c$websocket;
	local config = AnalyzerConfig();

	if ( ws?$subprotocol )
		config$subprotocol = ws$subprotocol;

	if ( ws?$server_extensions )
		config$server_extensions = ws$server_extensions;

	if ( hook configure_analyzer(c, aid, config) )
		WebSocket::__configure_analyzer(c, aid, config);
	else
		disable_analyzer(c$id, aid);

	ws$ts = network_time();
	Log::write(LOG, ws);
	}
