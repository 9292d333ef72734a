##! IGMP.

module PacketAnalyzer::IGMP;
