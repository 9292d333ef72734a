##! The subnetwork access protocol.

module PacketAnalyzer::SNAP;
