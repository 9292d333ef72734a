##! ldap.log: a line for each operation but searches, with its request and its response; ldap_search.log: a line for
##! each search. What was never answered is written when its connection ends.

@load base/frameworks/reporter
@load base/frameworks/logging
@load base/frameworks/analyzer
@load base/protocols/conn/removal-hooks
@load ./consts

module LDAP;

export {
	redef enum Log::ID += { LDAP_LOG, LDAP_SEARCH_LOG };

	## Ports of directory servers.
	const ports_tcp = { 389/tcp, 3268/tcp } &redef;

	## Ports of directory servers that answer datagrams.
	const ports_udp = { 389/udp } &redef;

	redef likely_server_ports += { LDAP::ports_tcp, LDAP::ports_udp };

	## Log passwords of simple binds; else they are replaced by a word.
	option default_capture_password = F;

	## Log which attributes a search asks for.
	option default_log_search_attributes = F;

	## Decides over each line of ldap.log.
	global log_policy: Log::PolicyHook;

	## Decides over each line of ldap_search.log.
	global log_policy_search: Log::PolicyHook;

	## Runs when a connection ends.
	global finalize_ldap: Conn::RemovalHook;

	## A line of ldap.log.
	type MessageInfo: record {
		## When the first message was seen.
		ts: time &log;
		## Unique name of the connection.
		uid: string &log;
		## Addresses and ports.
		id: conn_id &log;
		## Pairs request and response.
		message_id: int &log &optional;
		## Version that a bind asks for.
		version: int &log &optional;
		## The operation.
		opcode: string &log &optional;
		## How it ended.
		result: string &log &optional;
		## Words of the server.
		diagnostic_message: string &log &optional;
		## What is operated on.
		object: string &log &optional;
		## What beside: a mechanism, changes.
		argument: string &log &optional;
	};

	## A line of ldap_search.log.
	type SearchInfo: record {
		## When the first message was seen.
		ts: time &log;
		## Unique name of the connection.
		uid: string &log;
		## Addresses and ports.
		id: conn_id &log;
		## Pairs request and responses.
		message_id: int &log &optional;
		## How far below the base.
		scope: string &log &optional;
		## When aliases are followed.
		deref_aliases: string &log &optional;
		## Where the search starts.
		base_object: string &log &optional;
		## Entries found.
		result_count: count &log &optional;
		## How it ended.
		result: string &log &optional;
		## Words of the server.
		diagnostic_message: string &log &optional;
		## What is searched for.
		filter: string &log &optional;
		## The attributes that are wanted.
		attributes: vector of string &log &optional;
	};

	## What is open on a connection.
	type State: record {
		## Operations by message ID.
		messages: table[int] of MessageInfo &optional;
		## Searches by message ID.
		searches: table[int] of SearchInfo &optional;
	};

	## Raised with each line of ldap.log.
	global log_ldap: event(rec: LDAP::MessageInfo);

	## Raised with each line of ldap_search.log.
	global log_ldap_search: event(rec: LDAP::SearchInfo);
}

redef record connection += {
	## Open operations.
	ldap: State &optional;
};

# Operations that end a line of ldap.log.
const finishing: set[ProtocolOpcode] = {
	ProtocolOpcode_BIND_RESPONSE,
	ProtocolOpcode_UNBIND_REQUEST,
	ProtocolOpcode_MODIFY_RESPONSE,
	ProtocolOpcode_ADD_RESPONSE,
	ProtocolOpcode_DEL_RESPONSE,
	ProtocolOpcode_MOD_DN_RESPONSE,
	ProtocolOpcode_COMPARE_RESPONSE,
	ProtocolOpcode_ABANDON_REQUEST,
	ProtocolOpcode_EXTENDED_RESPONSE,
};

const of_searches: set[ProtocolOpcode] = {
	ProtocolOpcode_SEARCH_REQUEST,
	ProtocolOpcode_SEARCH_RESULT_ENTRY,
	ProtocolOpcode_SEARCH_RESULT_DONE,
	ProtocolOpcode_SEARCH_RESULT_REFERENCE,
};

event zeek_init() &priority=5
	{
	Analyzer::register_for_ports(Analyzer::ANALYZER_LDAP_TCP, ports_tcp);
	Analyzer::register_for_ports(Analyzer::ANALYZER_LDAP_UDP, ports_udp);
	Log::create_stream(LDAP_LOG, Log::Stream($columns=MessageInfo, $ev=log_ldap, $path="ldap", $policy=log_policy));
	Log::create_stream(LDAP_SEARCH_LOG, Log::Stream($columns=SearchInfo, $ev=log_ldap_search, $path="ldap_search",
	                                                $policy=log_policy_search));
	}

function state_of(c: connection): State
	{
	if ( ! c?$ldap )
		{
		c$ldap = State($messages=table(), $searches=table());
		Conn::register_removal_hook(c, finalize_ldap);
		}
	return c$ldap;
	}

function operation(c: connection, message_id: int): MessageInfo
	{
	local s = state_of(c);
	if ( message_id !in s$messages )
		s$messages[message_id] = MessageInfo($ts=network_time(), $uid=c$uid, $id=c$id, $message_id=message_id);
	return s$messages[message_id];
	}

function search(c: connection, message_id: int): SearchInfo
	{
	local s = state_of(c);
	if ( message_id !in s$searches )
		s$searches[message_id] = SearchInfo($ts=network_time(), $uid=c$uid, $id=c$id, $message_id=message_id,
		                                    $result_count=0);
	return s$searches[message_id];
	}

# A message ID that is used anew before its operation ended shows in values that change.
function changed(c: connection, what: string, message_id: int, before: string, after: string)
	{
	if ( before != after )
		Reporter::conn_weird(fmt("LDAP_%s_change", what), c, fmt("%s: %s -> %s", message_id, before, after), "LDAP");
	}

event LDAP::bind_request(c: connection, message_id: int, version: int, name: string, auth_type: BindAuthType,
                         auth_info: string)
	{
	local m = operation(c, message_id);
	if ( ! m?$version )
		m$version = version;
	if ( m?$opcode )
		Reporter::conn_weird("LDAP_bind_opcode_already_set", c, m$opcode, "LDAP");
	switch ( auth_type )
		{
		case BindAuthType_BIND_AUTH_SIMPLE:
			m$opcode = BIND_SIMPLE;
			break;
		case BindAuthType_BIND_AUTH_SASL:
			m$opcode = BIND_SASL;
			break;
		case BindAuthType_SICILY_PACKAGE_DISCOVERY:
			m$opcode = BIND_SICILY_PACKAGE_DISCOVERY;
			break;
		case BindAuthType_SICILY_NEGOTIATE:
			m$opcode = BIND_SICILY_NEGOTIATE;
			break;
		case BindAuthType_SICILY_RESPONSE:
			m$opcode = BIND_SICILY_RESPONSE;
			break;
		default:
			m$opcode = cat(auth_type);
			Reporter::conn_weird("LDAP_unknown_auth_type", c, m$opcode, "LDAP");
			break;
		}
	}

event LDAP::search_request(c: connection, message_id: int, base_object: string, scope: SearchScope,
                           deref: SearchDerefAlias, size_limit: int, time_limit: int, types_only: bool, filter: string,
                           attributes: vector of string)
	{
	local s = search(c, message_id);
	if ( scope != SearchScope_Undef )
		{
		local scope_name = SEARCH_SCOPES[scope];
		if ( s?$scope )
			changed(c, "search_scope", message_id, s$scope, scope_name);
		s$scope = scope_name;
		}
	if ( deref != SearchDerefAlias_Undef )
		{
		local deref_name = SEARCH_DEREF_ALIASES[deref];
		if ( s?$deref_aliases )
			changed(c, "search_deref_aliases", message_id, s$deref_aliases, deref_name);
		s$deref_aliases = deref_name;
		}
	if ( base_object != "" )
		{
		if ( s?$base_object )
			changed(c, "search_base_object", message_id, s$base_object, base_object);
		s$base_object = base_object;
		}
	if ( s?$filter )
		changed(c, "search_filter", message_id, s$filter, filter);
	s$filter = filter;
	if ( default_log_search_attributes )
		{
		if ( s?$attributes )
			changed(c, "search_attributes", message_id, cat(s$attributes), cat(attributes));
		s$attributes = attributes;
		}
	}

event LDAP::search_result_entry(c: connection, message_id: int, object_name: string)
	{
	local s = search(c, message_id);
	++s$result_count;
	}

function end_search(c: connection, message_id: int, result: ResultCode, diagnostic_message: string)
	{
	local s = search(c, message_id);
	if ( result != ResultCode_Undef )
		{
		local name = RESULT_CODES[result];
		if ( s?$result )
			changed(c, "search_result", message_id, s$result, name);
		s$result = name;
		}
	if ( diagnostic_message != "" )
		{
		if ( s?$diagnostic_message )
			changed(c, "search_diagnostic_message", message_id, s$diagnostic_message, diagnostic_message);
		s$diagnostic_message = diagnostic_message;
		}
	Log::write(LDAP_SEARCH_LOG, s);
	delete c$ldap$searches[message_id];
	}

function name_operation(c: connection, m: MessageInfo, message_id: int, opcode: ProtocolOpcode)
	{
	local name = PROTOCOL_OPCODES[opcode];
	# A bind has the more telling name that its request gave it.
	if ( name != "bind" )
		{
		if ( m?$opcode )
			changed(c, "message_opcode", message_id, m$opcode, name);
		m$opcode = name;
		}
	else if ( ! m?$opcode )
		{
		Reporter::conn_weird("LDAP_bind_without_opcode", c, fmt("%s: %s", message_id, name), "LDAP");
		m$opcode = name;
		}
	}

event LDAP::message(c: connection, message_id: int, opcode: ProtocolOpcode, result: ResultCode, matched_dn: string,
                    diagnostic_message: string, object: string, argument: string)
	{
	if ( opcode in of_searches )
		{
		if ( opcode == ProtocolOpcode_SEARCH_RESULT_DONE )
			end_search(c, message_id, result, diagnostic_message);
		return;
		}
	local m = operation(c, message_id);
	name_operation(c, m, message_id, opcode);
	if ( result != ResultCode_Undef )
		{
		local result_name = RESULT_CODES[result];
		if ( m?$result )
			changed(c, "message_result", message_id, m$result, result_name);
		m$result = result_name;
		}
	if ( diagnostic_message != "" )
		{
		if ( m?$diagnostic_message )
			changed(c, "message_diagnostic_message", message_id, m$diagnostic_message, diagnostic_message);
		m$diagnostic_message = diagnostic_message;
		}
	if ( object != "" )
		{
		if ( m?$object )
			changed(c, "message_object", message_id, m$object, object);
		m$object = opcode == ProtocolOpcode_EXTENDED_REQUEST ? fmt("%s (%s)", object, EXTENDED_REQUESTS[object]) : object;
		}
	if ( argument != "" )
		{
		local shown = m$opcode == BIND_SIMPLE && ! default_capture_password ? "REDACTED" : argument;
		if ( m?$argument )
			changed(c, "message_argument", message_id, m$argument, shown);
		m$argument = shown;
		}
	if ( opcode in finishing )
		{
		Log::write(LDAP_LOG, m);
		delete c$ldap$messages[message_id];
		}
	}

hook finalize_ldap(c: connection)
	{
	if ( ! c?$ldap )
		return;
	for ( id, m in c$ldap$messages )
		if ( id > 0 )
			Log::write(LDAP_LOG, m);
	for ( id, s in c$ldap$searches )
		if ( id > 0 )
			Log::write(LDAP_SEARCH_LOG, s);
	delete c$ldap;
	}
