##! Packet analyzers on top of UDP: the ports at which they are tried.

@load base/frameworks/analyzer

module PacketAnalyzer;

export {
	## Layers of one packet that are looked at, inside each tunnel anew; 0: all.
	const max_depth: count = 25 &redef;

	## Tries a packet analyzer below another at a further port.
	global register_for_port: function(parent: PacketAnalyzer::Tag, child: PacketAnalyzer::Tag, p: port): bool;

	## Tries a packet analyzer below another at further ports.
	##
	## server_ports: ports of servers, which also tell which end of a connection is the responder.
	##
	## non_server_ports: ports that tell nothing about that.
	global register_for_ports: function(parent: PacketAnalyzer::Tag, child: PacketAnalyzer::Tag, server_ports: set[port], non_server_ports: set[port] &default=set()): bool;
}

function register_for_port(parent: PacketAnalyzer::Tag, child: PacketAnalyzer::Tag, p: port): bool
	{
	if ( ! register_packet_analyzer(parent, port_to_count(p), child) )
		return F;

	if ( child !in Analyzer::ports )
		Analyzer::ports[child] = set();

	add Analyzer::ports[child][p];
	return T;
	}

function register_for_ports(parent: PacketAnalyzer::Tag, child: PacketAnalyzer::Tag, server_ports: set[port], non_server_ports: set[port]): bool
	{
	local all_went_well = T;

	for ( p in server_ports | non_server_ports )
		if ( ! register_for_port(parent, child, p) )
			all_went_well = F;

	return all_went_well;
	}
