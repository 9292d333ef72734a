##! analyzer_debug.log: every confirmation and doubt of every analyzer, and when analyzers are switched off. For
##! working on analyzers; in live networks it is large.

@load base/frameworks/config
@load base/frameworks/logging
@load base/frameworks/analyzer

module Analyzer::DebugLogging;

export {
	redef enum Log::ID += { LOG };

	## A line of analyzer_debug.log.
	type Info: record {
		## When it happened.
		ts: time &log;
		## "confirmation", "violation" or "disabled".
		cause: string &log;
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
		## Why it doubts.
		failure_reason: string &log &optional;
		## The bytes that it doubts.
		failure_data: string &log &optional;
	};

	## Write the log.
	option enable = T;

	## Write lines for confirmations.
	option include_confirmations = T;

	## Write lines for analyzers that are switched off.
	option include_disabling = T;

	## How many bytes of the data are logged; 0: all.
	option failure_data_max_size: count = 40;

	## Analyzers without lines.
	option ignore_analyzers: set[AllAnalyzers::Tag] = set();

	## Decides over each line of the log.
	global log_policy: Log::PolicyHook;
}

event zeek_init() &priority=5
	{
	Log::create_stream(LOG, Log::Stream($columns=Info, $path="analyzer_debug", $policy=log_policy));
	}

function new_line(cause: string, atype: AllAnalyzers::Tag): Info
	{
	return Info($ts=network_time(), $cause=cause, $analyzer_kind=Analyzer::kind(atype),
	            $analyzer_name=Analyzer::name(atype));
	}

function populate_from_conn(rec: Info, c: connection)
	{
	rec$id = c$id;
	rec$uid = c$uid;
	}

function populate_from_file(rec: Info, f: fa_file)
	{
	rec$fuid = f$id;

	# A file that a single connection carries belongs to it.
	if ( f?$conns && |f$conns| == 1 )
		for ( id, c in f$conns )
			{
			rec$id = id;
			rec$uid = c$uid;
			}
	}

event analyzer_confirmation_info(atype: AllAnalyzers::Tag, info: AnalyzerConfirmationInfo)
	{
	if ( ! enable || ! include_confirmations || atype in ignore_analyzers )
		return;

	local rec = new_line("confirmation", atype);

	if ( info?$c )
		populate_from_conn(rec, info$c);

	if ( info?$f )
		populate_from_file(rec, info$f);

	Log::write(LOG, rec);
	}

event analyzer_violation_info(atype: AllAnalyzers::Tag, info: AnalyzerViolationInfo) &priority=6
	{
	if ( ! enable || atype in ignore_analyzers )
		return;

	local rec = new_line("violation", atype);
	rec$failure_reason = info$reason;

	if ( info?$c )
		populate_from_conn(rec, info$c);

	if ( info?$f )
		populate_from_file(rec, info$f);

	if ( info?$data )
		{
		if ( failure_data_max_size > 0 && |info$data| > failure_data_max_size )
			rec$failure_data = info$data[0:failure_data_max_size];
		else
			rec$failure_data = info$data;
		}

	Log::write(LOG, rec);
	}

hook Analyzer::disabling_analyzer(c: connection, atype: AllAnalyzers::Tag, aid: count) &priority=-1000
	{
	if ( ! enable || ! include_disabling || atype in ignore_analyzers )
		return;

	local rec = new_line("disabled", atype);
	populate_from_conn(rec, c);
	Log::write(LOG, rec);
	}
