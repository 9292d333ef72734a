##! PPP.

module PacketAnalyzer::PPP;

export {
	## Its link type.
	const DLT_PPP: count = 9;
}
