##! MPLS.

module PacketAnalyzer::MPLS;

export {
	## What is inside.
	const default_analyzer = PacketAnalyzer::ANALYZER_IP &redef;
}
