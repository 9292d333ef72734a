##! Geneve (RFC 8926): the ports at which it is looked for.

@load base/packet-protocols/main

module PacketAnalyzer::Geneve;

export {
	## Ports of responders.
	const geneve_ports: set[port] = { 6081/udp } &redef;
}

redef likely_server_ports += { geneve_ports };

event zeek_init() &priority=20
	{
	PacketAnalyzer::register_for_ports(PacketAnalyzer::ANALYZER_UDP, PacketAnalyzer::ANALYZER_GENEVE, geneve_ports);
	}
