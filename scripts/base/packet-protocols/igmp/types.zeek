##! Types of IGMP messages. None so far: its messages are flows of IP protocol 2.

module PacketAnalyzer::IGMP;
