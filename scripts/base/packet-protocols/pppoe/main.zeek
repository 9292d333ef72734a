##! PPP over Ethernet (RFC 2516).

module PacketAnalyzer::PPPOE;
