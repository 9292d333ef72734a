##! Provider backbone bridging (IEEE 802.1ah).

module PacketAnalyzer::PBB;

export {
	## What is inside.
	const default_analyzer = PacketAnalyzer::ANALYZER_ETHERNET &redef;
}
