##! modbus.log: a line for each request and each response.

@load ./consts
@load base/frameworks/logging
@load base/frameworks/analyzer

module Modbus;

export {
	redef enum Log::ID += { LOG };

	## Ports of Modbus.
	const ports = { 502/tcp } &redef;

	redef likely_server_ports += { ports };

	## A line of modbus.log.
	type Info: record {
		## When the message was seen.
		ts: time &log;
		## Unique name of the connection.
		uid: string &log;
		## Addresses and ports.
		id: conn_id &log;
		## Pairs a response with its request.
		tid: count &log &optional;
		## The device behind a gateway.
		unit: count &log &optional;
		## What is asked for.
		func: string &log &optional;
		## REQ or RESP.
		pdu_type: string &log &optional;
		## What went wrong.
		exception: string &log &optional;
	};

	## Raised with each line of the log.
	global log_modbus: event(rec: Info);

	## Decides over each line of the log.
	global log_policy: Log::PolicyHook;
}

redef record connection += {
	## The line for the last message.
	modbus: Info &optional;
};

event zeek_init() &priority=5
	{
	Log::create_stream(LOG, Log::Stream($columns=Info, $ev=log_modbus, $path="modbus", $policy=log_policy));
	Analyzer::register_for_ports(Analyzer::ANALYZER_MODBUS, ports);
	}

event modbus_message(c: connection, headers: ModbusHeaders, is_orig: bool) &priority=5
	{
	if ( ! c?$modbus )
		c$modbus = Info($ts=network_time(), $uid=c$uid, $id=c$id);

	local info = c$modbus;
	info$ts = network_time();
	info$tid = headers$tid;
	info$unit = headers$uid;
	info$func = function_codes[headers$function_code];
	info$pdu_type = is_orig ? "REQ" : "RESP";
	}

# An exception is logged once its code is known.
event modbus_message(c: connection, headers: ModbusHeaders, is_orig: bool) &priority=-5
	{
	if ( c?$modbus && ( is_orig || headers$function_code < 0x80 ) )
		Log::write(LOG, c$modbus);
	}

event modbus_exception(c: connection, headers: ModbusHeaders, code: count) &priority=5
	{
	if ( c?$modbus )
		c$modbus$exception = exception_codes[code];
	}

event modbus_exception(c: connection, headers: ModbusHeaders, code: count) &priority=-5
	{
	if ( ! c?$modbus )
		return;

	Log::write(LOG, c$modbus);
	delete c$modbus$exception;
	}
