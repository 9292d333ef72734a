##! dnp3.log: a line for each response with the request before it.

@load base/frameworks/logging
@load base/frameworks/analyzer
@load base/protocols/conn/removal-hooks
@load ./consts

module DNP3;

export {
	redef enum Log::ID += { LOG };

	## Ports of DNP3.
	const ports = { 20000/tcp, 20000/udp } &redef;

	redef likely_server_ports += { ports };

	## Decides over each line of the log.
	global log_policy: Log::PolicyHook;

	## A line of dnp3.log.
	type Info: record {
		## When the response came, or without one the request.
		ts: time &log;
		## Unique name of the connection.
		uid: string &log;
		## Addresses and ports.
		id: conn_id &log;
		## Function of the request.
		fc_request: string &log &optional;
		## Function of the response.
		fc_reply: string &log &optional;
		## The response's internal indications.
		iin: count &log &optional;
	};

	## Raised for each line.
	global log_dnp3: event(rec: DNP3::Info);

	## Runs when a connection ends.
	global finalize_dnp3: Conn::RemovalHook;
}

redef record connection += {
	## The request that awaits its response.
	dnp3: Info &optional;
};

event zeek_init() &priority=5
	{
	Log::create_stream(LOG, Log::Stream($columns=Info, $ev=log_dnp3, $path="dnp3", $policy=log_policy));

	for ( p in ports )
		{
		local tag = get_port_transport_proto(p) == udp ? Analyzer::ANALYZER_DNP3_UDP : Analyzer::ANALYZER_DNP3_TCP;
		Analyzer::register_for_port(tag, p);
		}
	}

function line_of(c: connection): Info
	{
	if ( ! c?$dnp3 )
		{
		c$dnp3 = Info($ts=network_time(), $uid=c$uid, $id=c$id);
		Conn::register_removal_hook(c, finalize_dnp3);
		}

	return c$dnp3;
	}

event dnp3_application_request_header(c: connection, is_orig: bool, application: count, fc: count)
	{
	local line = line_of(c);
	line$ts = network_time();
	line$fc_request = function_codes[fc];
	}

event dnp3_application_response_header(c: connection, is_orig: bool, application: count, fc: count, iin: count)
	{
	local line = line_of(c);
	line$ts = network_time();
	line$fc_reply = function_codes[fc];
	line$iin = iin;
	Log::write(LOG, line);
	delete c$dnp3;
	}

hook finalize_dnp3(c: connection)
	{
	if ( c?$dnp3 )
		Log::write(LOG, c$dnp3);
	}
