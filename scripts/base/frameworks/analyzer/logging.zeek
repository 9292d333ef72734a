##! analyzer.log: protocols that were given up although they had been confirmed, and doubts of packet
##! and file analyzers.

@load base/frameworks/logging
@load ./main

module Analyzer::Logging;

export {
	redef enum Log::ID += { LOG };

	## A line of analyzer.log.
	type Info: record {
		## When the analyzer gave up.
		ts: time &log;
		## "protocol", "packet" or "file".
		analyzer_kind: string &log;
		## The analyzer, such as "HTTP".
		analyzer_name: string &log;
		## The connection.
		uid: string &log &optional;
		## The file.
		fuid: string &log &optional;
		## Addresses and ports of the connection.
		id: conn_id &log &optional;
		## Its transport protocol.
		proto: transport_proto &log &optional;
		## Why.
		failure_reason: string &log;
		## The bytes that were not understood.
		failure_data: string &log &optional;
	};

	## How many of those bytes are logged; 0: all.
	option failure_data_max_size: count = 40;

	## Raised with each line of the log.
	global log_analyzer: event(rec: Info);

	## Decides over each line of the log.
	global log_policy: Log::PolicyHook;
}

event zeek_init() &priority=5
	{
	Log::create_stream(LOG, Log::Stream($columns=Info, $path="analyzer", $ev=log_analyzer, $policy=log_policy));
	}

function log_analyzer_failure(ts: time, atype: AllAnalyzers::Tag, info: AnalyzerViolationInfo)
	{
	local rec = Info($ts=ts, $analyzer_kind=Analyzer::kind(atype), $analyzer_name=Analyzer::name(atype),
	                 $failure_reason=info$reason);

	if ( info?$c )
		{
		rec$id = info$c$id;
		rec$uid = info$c$uid;
		rec$proto = get_port_transport_proto(info$c$id$orig_p);
		}

	if ( info?$f )
		{
		rec$fuid = info$f$id;

		# A file that a single connection carries belongs to it.
		if ( ! rec?$uid && info$f?$conns && |info$f$conns| == 1 )
			for ( id, c in info$f$conns )
				{
				rec$id = id;
				rec$uid = c$uid;
				rec$proto = get_port_transport_proto(id$orig_p);
				}
		}

	if ( info?$data )
		{
		if ( failure_data_max_size > 0 && |info$data| > failure_data_max_size )
			rec$failure_data = info$data[0:failure_data_max_size];
		else
			rec$failure_data = info$data;
		}

	Log::write(LOG, rec);
	}

event analyzer_violation_info(atype: AllAnalyzers::Tag, info: AnalyzerViolationInfo) &priority=6
	{
	if ( ! is_protocol_analyzer(atype) )
		log_analyzer_failure(network_time(), atype, info);
	}

event analyzer_failed(ts: time, atype: AllAnalyzers::Tag, info: AnalyzerViolationInfo)
	{
	# What was never confirmed was a guess, and that it failed is no news.
	if ( info?$c && Analyzer::name(atype) !in info$c$service )
		return;

	log_analyzer_failure(ts, atype, info);
	}
