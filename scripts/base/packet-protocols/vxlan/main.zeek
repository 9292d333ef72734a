##! VXLAN (RFC 7348): the ports at which it is looked for.

@load base/packet-protocols/main

module PacketAnalyzer::VXLAN;

export {
	## What is inside.
	const default_analyzer = PacketAnalyzer::ANALYZER_ETHERNET &redef;

	## Ports of responders.
	const vxlan_ports: set[port] = { 4789/udp } &redef;
}

redef likely_server_ports += { vxlan_ports };

event zeek_init() &priority=20
	{
	PacketAnalyzer::register_for_ports(PacketAnalyzer::ANALYZER_UDP, PacketAnalyzer::ANALYZER_VXLAN, vxlan_ports);
	}
