##! UDP.

module PacketAnalyzer::UDP;
