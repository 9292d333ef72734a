##! Captures of the netfilter log.

module PacketAnalyzer::NFLOG;

export {
	## Address families.
	const AF_INET: count = 2;
	const AF_INET6: count = 10;
}
