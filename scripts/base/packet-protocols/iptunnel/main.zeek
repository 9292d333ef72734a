##! IP in IP.

module PacketAnalyzer::IPTUNNEL;

export {
	## What is inside.
	const default_analyzer = PacketAnalyzer::ANALYZER_IP &redef;
}
