##! The ports of IMAP.

@load base/frameworks/analyzer
@load base/protocols/ssl

module IMAP;

export {
	## Ports of IMAP that begin without TLS.
	const ports = { 143/tcp } &redef;
}

redef likely_server_ports += { ports };

event zeek_init() &priority=5
	{
	Analyzer::register_for_ports(Analyzer::ANALYZER_IMAP, ports);
	}
