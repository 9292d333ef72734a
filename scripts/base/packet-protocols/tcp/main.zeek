##! TCP.

module PacketAnalyzer::TCP;
