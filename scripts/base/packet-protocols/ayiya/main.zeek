##! AYIYA, anything in anything: the ports at which it is looked for.

@load base/packet-protocols/main

module PacketAnalyzer::AYIYA;

export {
	## Numbers by which AYIYA tells what is inside.
	const IPPROTO_IPV4: count = 4;
	const IPPROTO_IPV6: count = 41;

	## Ports of responders.
	const ayiya_ports: set[port] = { 5072/udp } &redef;
}

redef likely_server_ports += { ayiya_ports };

event zeek_init() &priority=20
	{
	# It is known by its looks, too.
	PacketAnalyzer::register_protocol_detection(PacketAnalyzer::ANALYZER_UDP, PacketAnalyzer::ANALYZER_AYIYA);
	PacketAnalyzer::register_for_ports(PacketAnalyzer::ANALYZER_UDP, PacketAnalyzer::ANALYZER_AYIYA, ayiya_ports);
	}
