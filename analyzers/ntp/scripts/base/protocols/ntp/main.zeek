##! ntp.log: a line for each message that tells the time.

@load base/frameworks/logging
@load base/frameworks/analyzer

module NTP;

export {
	redef enum Log::ID += { LOG };

	## Ports of NTP.
	const ports = { 123/udp } &redef;

	redef likely_server_ports += { ports };

	## A line of ntp.log.
	type Info: record {
		## When the message was seen.
		ts: time &log;
		## Unique name of the connection.
		uid: string &log;
		## Addresses and ports.
		id: conn_id &log;
		## The version: 1 to 4.
		version: count &log;
		## The mode, see NTP::modes.
		mode: count &log;
		## How far the clock is from its source: 0 unspecified, 1 primary, 2 to 15 secondary.
		stratum: count &log;
		## Longest time between messages.
		poll: interval &log;
		## Precision of the clock.
		precision: interval &log;
		## Round trip to the primary source.
		root_delay: interval &log;
		## Greatest error against the primary source.
		root_disp: interval &log;
		## What the clock is set by: a code, a name or an address, depending on the stratum.
		ref_id: string &log;
		## When the clock was last set.
		ref_time: time &log;
		## When the request left the client.
		org_time: time &log;
		## When it came to the server.
		rec_time: time &log;
		## When the response left the server.
		xmt_time: time &log;
		## Number of extension fields.
		num_exts: count &default=0 &log;
	};

	## Raised with each line of the log.
	global log_ntp: event(rec: Info);

	## Decides over each line of the log.
	global log_policy: Log::PolicyHook;
}

redef record connection += {
	## The line for the last message.
	ntp: Info &optional;
};

event zeek_init() &priority=5
	{
	Log::create_stream(LOG, Log::Stream($columns=Info, $ev=log_ntp, $path="ntp", $policy=log_policy));
	Analyzer::register_for_ports(Analyzer::ANALYZER_NTP, ports);
	}

function reference(m: StandardMessage): string
	{
	if ( m?$kiss_code )
		return m$kiss_code;

	if ( m?$ref_id )
		return m$ref_id;

	return m?$ref_addr ? cat(m$ref_addr) : "";
	}

event ntp_message(c: connection, is_orig: bool, msg: NTP::Message) &priority=5
	{
	if ( ! msg?$std_msg )
		return;

	local m = msg$std_msg;

	c$ntp = Info($ts=network_time(), $uid=c$uid, $id=c$id, $version=msg$version, $mode=msg$mode,
	             $stratum=m$stratum, $poll=m$poll, $precision=m$precision, $root_delay=m$root_delay,
	             $root_disp=m$root_disp, $ref_id=reference(m), $ref_time=m$ref_time, $org_time=m$org_time,
	             $rec_time=m$rec_time, $xmt_time=m$xmt_time, $num_exts=m$num_exts);
	}

event ntp_message(c: connection, is_orig: bool, msg: NTP::Message) &priority=-5
	{
	if ( c?$ntp && msg?$std_msg )
		Log::write(LOG, c$ntp);
	}
