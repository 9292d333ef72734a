##! Events of IGMP. None so far: its messages are flows of IP protocol 2.

module PacketAnalyzer::IGMP;
