##! FDDI.

module PacketAnalyzer::FDDI;

export {
	## What is inside.
	const default_analyzer = PacketAnalyzer::ANALYZER_IP &redef;
}
