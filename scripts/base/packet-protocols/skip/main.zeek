##! Bytes before the first header that are stepped over.

module PacketAnalyzer::SKIP;

export {
	## How many.
	const skip_bytes: count = 0 &redef;
	
	## What follows them.
	const default_analyzer = PacketAnalyzer::ANALYZER_IP &redef;
}
