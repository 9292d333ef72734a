##! snmp.log: a line for each connection, with what was asked for and answered over it.

@load base/frameworks/logging
@load base/frameworks/analyzer
@load base/protocols/conn/removal-hooks

module SNMP;

export {
	redef enum Log::ID += { LOG };

	## Ports of SNMP: agents, and who takes traps.
	const ports = { 161/udp, 162/udp } &redef;

	redef likely_server_ports += { ports };

	## A line of snmp.log.
	type Info: record {
		## When the first message was seen.
		ts: time &log;
		## Unique name of the connection.
		uid: string &log;
		## Addresses and ports.
		id: conn_id &log;
		## Time between the first message and the last.
		duration: interval &log &default=0secs;
		## The version: 1, 2c or 3.
		version: string &log;
		## The community of the first message; in version 3 the first user that is named.
		community: string &log &optional;
		## How many values were asked for.
		get_requests: count &log &default=0;
		## How often values were asked for in bulk.
		get_bulk_requests: count &log &default=0;
		## How many values were answered.
		get_responses: count &log &default=0;
		## How many values were to be set.
		set_requests: count &log &default=0;
		## How the device describes itself.
		display_string: string &log &optional;
		## Since when it is up.
		up_since: time &log &optional;
	};

	## Names of versions.
	const version_map: table[count] of string = {
		[0] = "1",
		[1] = "2c",
		[3] = "3",
	} &redef &default="unknown";

	## Raised with each line of the log.
	global log_snmp: event(rec: Info);

	## Decides over each line of the log.
	global log_policy: Log::PolicyHook;

	## Runs when a connection ends.
	global finalize_snmp: Conn::RemovalHook;
}

redef record connection += {
	## The line for this connection.
	snmp: Info &optional;
};

event zeek_init() &priority=5
	{
	Analyzer::register_for_ports(Analyzer::ANALYZER_SNMP, ports);
	Log::create_stream(LOG, Log::Stream($columns=Info, $ev=log_snmp, $path="snmp", $policy=log_policy));
	}

function session(c: connection, h: SNMP::Header): Info
	{
	if ( ! c?$snmp )
		{
		c$snmp = Info($ts=network_time(), $uid=c$uid, $id=c$id, $version=version_map[h$version]);
		Conn::register_removal_hook(c, finalize_snmp);
		}

	local info = c$snmp;

	if ( ! info?$community )
		{
		if ( h?$v1 )
			info$community = h$v1$community;
		else if ( h?$v2 )
			info$community = h$v2$community;
		else if ( h?$v3 && h$v3?$user_security_parameters && h$v3$user_security_parameters$UserName != "" )
			info$community = h$v3$user_security_parameters$UserName;
		}

	info$duration = network_time() - info$ts;
	return info;
	}

hook finalize_snmp(c: connection)
	{
	if ( c?$snmp )
		Log::write(LOG, c$snmp);
	}

event snmp_get_request(c: connection, is_orig: bool, header: SNMP::Header, pdu: SNMP::PDU) &priority=5
	{
	local info = session(c, header);
	info$get_requests += |pdu$bindings|;
	}

event snmp_get_bulk_request(c: connection, is_orig: bool, header: SNMP::Header, pdu: SNMP::BulkPDU) &priority=5
	{
	local info = session(c, header);
	++info$get_bulk_requests;
	}

event snmp_get_next_request(c: connection, is_orig: bool, header: SNMP::Header, pdu: SNMP::PDU) &priority=5
	{
	local info = session(c, header);
	info$get_requests += |pdu$bindings|;
	}

event snmp_response(c: connection, is_orig: bool, header: SNMP::Header, pdu: SNMP::PDU) &priority=5
	{
	local info = session(c, header);
	info$get_responses += |pdu$bindings|;

	for ( _, binding in pdu$bindings )
		{
		local v = binding$value;

		# sysDescr and sysUpTime, which counts hundredths of a second.
		if ( binding$oid == "1.3.6.1.2.1.1.1.0" && v?$octets )
			info$display_string = v$octets;
		else if ( binding$oid == "1.3.6.1.2.1.1.3.0" && v?$unsigned )
			info$up_since = network_time() - double_to_interval(v$unsigned / 100.0);
		}
	}

event snmp_set_request(c: connection, is_orig: bool, header: SNMP::Header, pdu: SNMP::PDU) &priority=5
	{
	local info = session(c, header);
	info$set_requests += |pdu$bindings|;
	}

event snmp_trap(c: connection, is_orig: bool, header: SNMP::Header, pdu: SNMP::TrapPDU) &priority=5
	{
	session(c, header);
	}

event snmp_inform_request(c: connection, is_orig: bool, header: SNMP::Header, pdu: SNMP::PDU) &priority=5
	{
	session(c, header);
	}

event snmp_trapV2(c: connection, is_orig: bool, header: SNMP::Header, pdu: SNMP::PDU) &priority=5
	{
	session(c, header);
	}

event snmp_report(c: connection, is_orig: bool, header: SNMP::Header, pdu: SNMP::PDU) &priority=5
	{
	session(c, header);
	}

event snmp_unknown_pdu(c: connection, is_orig: bool, header: SNMP::Header, tag: count) &priority=5
	{
	session(c, header);
	}

event snmp_unknown_scoped_pdu(c: connection, is_orig: bool, header: SNMP::Header, tag: count) &priority=5
	{
	session(c, header);
	}

event snmp_encrypted_pdu(c: connection, is_orig: bool, header: SNMP::Header) &priority=5
	{
	session(c, header);
	}
