##! VN tags (IEEE 802.1Qbh).

module PacketAnalyzer::VNTAG;
