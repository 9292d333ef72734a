##! The radiotap header before 802.11.

module PacketAnalyzer::IEEE802_11_RADIO;

export {
	## The link type of what follows it.
	const DLT_IEEE802_11: count = 105;
}
