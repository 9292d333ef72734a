##! GRE (RFC 2784), also over UDP (RFC 8086): the ports at which it is looked for.

@load base/packet-protocols/main

module PacketAnalyzer::GRE;

export {
	## What is inside.
	const default_analyzer = PacketAnalyzer::ANALYZER_IPTUNNEL &redef;

	## Ports of responders.
	const gre_ports: set[port] = { 4754/udp } &redef;
}

redef likely_server_ports += { gre_ports };

event zeek_init() &priority=20
	{
	PacketAnalyzer::register_for_ports(PacketAnalyzer::ANALYZER_UDP, PacketAnalyzer::ANALYZER_GRE, gre_ports);
	}
