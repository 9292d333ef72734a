##! Linux cooked captures.

module PacketAnalyzer::LINUXSLL;
