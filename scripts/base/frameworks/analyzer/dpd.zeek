##! What follows from an analyzer's certainty or doubts: the service of a connection is what has been
##! confirmed and not been given up since.

@load ./main

module DPD;

export {
	## Analyzers whose violations have no consequences.
	option ignore_violations: set[Analyzer::Tag] = {};

	## Violations have no consequences once a connection has carried more bytes than this, both ends
	## together; 0: they always have.
	option ignore_violations_after: count = 10 * 1024;

	## Keep a protocol that was given up in the service of the connection; conn.log shows it with a "-".
	option track_removed_services_in_connection = F;
}

redef record connection += {
	## Protocols that were confirmed at first and given up later.
	failed_analyzers: set[string] &default=set() &ordered;
};

event analyzer_confirmation_info(atype: AllAnalyzers::Tag, info: AnalyzerConfirmationInfo) &priority=10
	{
	if ( info?$c && ! is_file_analyzer(atype) )
		add info$c$service[Analyzer::name(atype)];
	}

event analyzer_violation_info(atype: AllAnalyzers::Tag, info: AnalyzerViolationInfo) &priority=5
	{
	if ( ! info?$c || ! info?$aid || ! is_protocol_analyzer(atype) || atype in ignore_violations )
		return;

	local c = info$c;

	if ( ignore_violations_after > 0 && c$orig$size + c$resp$size > ignore_violations_after )
		return;

	# It may be gone already: with its connection, or by another violation in the same packet.
	if ( lookup_connection_analyzer_id(c$id, atype) == 0 || disable_analyzer(c$id, info$aid, F) )
		event analyzer_failed(network_time(), atype, info);
	}

# Late, so that other handlers see whether the protocol had been confirmed.
event analyzer_failed(ts: time, atype: AllAnalyzers::Tag, info: AnalyzerViolationInfo) &priority=-5
	{
	if ( ! info?$c || ! is_protocol_analyzer(atype) )
		return;

	local c = info$c;
	local name = Analyzer::name(atype);

	if ( name !in c$service )
		return;

	if ( ! track_removed_services_in_connection )
		delete c$service[name];

	add c$failed_analyzers[name];
	}
