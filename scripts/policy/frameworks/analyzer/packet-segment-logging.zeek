##! The beginning of the packet in which an analyzer gave up, in analyzer.log.

@load base/frameworks/analyzer

module Analyzer::Logging;

export {
	redef record Info += {
		## Bytes of the packet, from its link layer on.
		packet_segment: string &optional &log;
	};

	redef record connection += {
		## Bytes of the packet in which an analyzer doubted.
		packet_segment: string &optional &log;
	};

	## How many bytes; 0: none, -1: all.
	option packet_segment_size: int = 255;
}

event analyzer_violation_info(atype: AllAnalyzers::Tag, info: AnalyzerViolationInfo) &priority=20
	{
	if ( ! info?$c || packet_segment_size == 0 )
		return;

	local packet = get_current_packet();

	if ( ! packet?$data )
		return;

	local data = packet$data;

	if ( packet_segment_size > 0 && |data| > packet_segment_size )
		data = data[0:packet_segment_size];

	info$c$packet_segment = data;
	}

hook log_policy(rec: Info, id: Log::ID, filter: Log::Filter)
	{
	if ( ! rec?$uid || ! rec?$id || ! connection_exists(rec$id) )
		return;

	local c = lookup_connection(rec$id);

	if ( c?$packet_segment )
		rec$packet_segment = c$packet_segment;
	}
