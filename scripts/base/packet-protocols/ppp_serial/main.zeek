##! PPP over serial lines.

module PacketAnalyzer::PPP_SERIAL;

export {
	## Its link type.
	const DLT_PPP_SERIAL: count = 50;
}
