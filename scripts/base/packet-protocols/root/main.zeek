##! Link types of captures.

module PacketAnalyzer::ROOT;

export {
	const DLT_EN10MB: count = 1;
	const DLT_FDDI: count = 10;
	const DLT_IEEE802_11: count = 105;
	const DLT_LINUX_SLL: count = 113;
	const DLT_IEEE802_11_RADIO: count = 127;
	const DLT_NFLOG: count = 239;
	const DLT_LINUX_SLL2: count = 276;
	
	## What frames of other types are taken for.
	const default_analyzer = PacketAnalyzer::ANALYZER_IP &redef;
}
