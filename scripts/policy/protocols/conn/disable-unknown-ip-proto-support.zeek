##! No connections of IP protocols that have no analyzer, and no field in conn.log for the number of the protocol.

@load base/protocols/conn
@load base/frameworks/analyzer

redef record Conn::Info$ip_proto -= { &log };

event zeek_init()
	{
	Analyzer::disable_analyzer(PacketAnalyzer::ANALYZER_UNKNOWN_IP_TRANSPORT);
	}
