##! The ports of XMPP.

@load base/frameworks/analyzer
@load base/protocols/ssl

module XMPP;

export {
	## Ports of XMPP, for clients and between servers.
	const ports = { 5222/tcp, 5269/tcp } &redef;
}

redef likely_server_ports += { ports };

event zeek_init() &priority=5
	{
	Analyzer::register_for_ports(Analyzer::ANALYZER_XMPP, ports);
	}
