##! Captures of BSD loopback interfaces.

module PacketAnalyzer::NULL;

export {
	## Its link type.
	const DLT_NULL: count = 0;
}
