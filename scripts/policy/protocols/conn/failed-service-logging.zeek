##! Protocols in conn.log whose analyzers were taken off a connection because it did not keep to them.

@load base/protocols/conn

module Conn;

redef record Info += {
	## These protocols, in the order in which they were given up.
	failed_service: set[string] &log &optional &ordered;
};

hook Analyzer::disabling_analyzer(c: connection, atype: AllAnalyzers::Tag, aid: count) &priority=-1000
	{
	if ( ! is_protocol_analyzer(atype) && ! is_packet_analyzer(atype) )
		return;

	# Only what was believed to be this protocol before.
	if ( Analyzer::name(atype) !in c$service )
		return;

	set_conn(c, F);

	if ( ! c$conn?$failed_service )
		c$conn$failed_service = set();

	add c$conn$failed_service[to_lower(Analyzer::name(atype))];
	}
