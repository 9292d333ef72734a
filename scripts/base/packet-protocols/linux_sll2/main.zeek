##! Linux cooked captures, version 2.

module PacketAnalyzer::LINUXSLL2;
