##! 802.11.

module PacketAnalyzer::IEEE802_11;
