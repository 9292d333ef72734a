##! The ports of Finger, which has no log.

@load base/frameworks/analyzer

module Finger;

export {
	## Ports of Finger.
	const ports = { 79/tcp } &redef;
}

redef likely_server_ports += { ports };

event zeek_init() &priority=5
	{
	Analyzer::register_for_ports(Analyzer::ANALYZER_FINGER, ports);
	}
