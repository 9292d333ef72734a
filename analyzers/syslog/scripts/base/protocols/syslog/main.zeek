##! syslog.log: a line for each message.

@load ./consts
@load base/frameworks/logging
@load base/frameworks/analyzer

module Syslog;

export {
	redef enum Log::ID += { LOG };

	## Ports of syslog.
	const ports = { 514/udp } &redef;

	redef likely_server_ports += { ports };

	## A line of syslog.log.
	type Info: record {
		## When the message was seen.
		ts: time &log;
		## Unique name of the connection.
		uid: string &log;
		## Addresses and ports.
		id: conn_id &log;
		## The transport.
		proto: transport_proto &log;
		## Who speaks.
		facility: string &log;
		## How much it matters.
		severity: string &log;
		## What is said.
		message: string &log;
	};

	## Decides over each line of the log.
	global log_policy: Log::PolicyHook;
}

redef record connection += {
	## The line for the last message.
	syslog: Info &optional;
};

event zeek_init() &priority=5
	{
	Log::create_stream(LOG, Log::Stream($columns=Info, $path="syslog", $policy=log_policy));
	Analyzer::register_for_ports(Analyzer::ANALYZER_SYSLOG, ports);
	}

event syslog_message(c: connection, facility: count, severity: count, msg: string) &priority=5
	{
	c$syslog = Info($ts=network_time(), $uid=c$uid, $id=c$id, $proto=get_port_transport_proto(c$id$resp_p),
	                $facility=facility_codes[facility], $severity=severity_codes[severity], $message=msg);
	}

event syslog_message(c: connection, facility: count, severity: count, msg: string) &priority=-5
	{
	if ( c?$syslog )
		Log::write(LOG, c$syslog);
	}
