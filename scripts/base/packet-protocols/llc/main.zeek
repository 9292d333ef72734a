##! Logical link control.

module PacketAnalyzer::LLC;
