##! Teredo (RFC 4380): the ports at which it is looked for.

@load base/packet-protocols/main

module PacketAnalyzer::TEREDO;

export {
	## What is inside.
	const default_analyzer = PacketAnalyzer::ANALYZER_IP &redef;

	## Ports of responders.
	const teredo_ports: set[port] = { 3544/udp } &redef;
}

redef likely_server_ports += { teredo_ports };

event zeek_init() &priority=20
	{
	# It is known by its looks, too.
	PacketAnalyzer::register_protocol_detection(PacketAnalyzer::ANALYZER_UDP, PacketAnalyzer::ANALYZER_TEREDO);
	PacketAnalyzer::register_for_ports(PacketAnalyzer::ANALYZER_UDP, PacketAnalyzer::ANALYZER_TEREDO, teredo_ports);
	}
