##! Tells when a capture has nothing but packets that begin and end TCP connections: somebody took out the others,
##! and all data looks missing.

module FilteredTraceDetection;

export {
	## Look for that.
	global enable: bool = T &redef;
}

# Only captures are looked at.
function should_detect(): bool
	{
	for ( i, word in zeek_args() )
		if ( word == "-r" || word == "--readfile" )
			return T;

	return F;
	}

@if ( should_detect() )

global saw_tcp_conn_with_data = F;
global saw_a_tcp_conn = F;
global saw_a_non_tcp_conn = F;

event connection_state_remove(c: connection)
	{
	if ( ! enable || saw_tcp_conn_with_data )
		return;

	if ( ! is_tcp_port(c$id$orig_p) )
		saw_a_non_tcp_conn = T;
	else
		{
		saw_a_tcp_conn = T;

		if ( /[Dd]/ in c$history )
			saw_tcp_conn_with_data = T;
		}
	}

event zeek_done()
	{
	if ( enable && saw_a_tcp_conn && ! saw_a_non_tcp_conn && ! saw_tcp_conn_with_data )
		Reporter::warning("The analyzed trace file was determined to contain only TCP control packets, which may indicate it's been pre-filtered.  By default, Zeek reports the missing segments for this type of trace, but the 'detect_filtered_trace' option may be toggled if that's not desired.");
	}

@endif
