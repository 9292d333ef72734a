##! IP: what it carries.

module PacketAnalyzer::IP;

export {
	## IP protocol numbers.
	const IPPROTO_ICMP: count = 1;
	const IPPROTO_IPIP: count = 4;
	const IPPROTO_TCP: count = 6;
	const IPPROTO_UDP: count = 17;
	const IPPROTO_IPV6: count = 41;
	const IPPROTO_GRE: count = 47;
	const IPPROTO_ICMP6: count = 58;
	
	## What all others are taken for.
	const default_analyzer = PacketAnalyzer::ANALYZER_UNKNOWN_IP_TRANSPORT &redef;
}

# Checksums of packets from these networks are taken for granted; the option may change while running.
function analyzer_option_change_ignore_checksums_nets(ID: string, new_value: set[subnet], location: string): set[subnet]
	{
	if ( ID == "ignore_checksums_nets" )
		PacketAnalyzer::__set_ignore_checksums_nets(new_value);

	return new_value;
	}

event zeek_init() &priority=10
	{
	if ( |ignore_checksums_nets| > 0 )
		PacketAnalyzer::__set_ignore_checksums_nets(ignore_checksums_nets);

	Option::set_change_handler("ignore_checksums_nets", PacketAnalyzer::IP::analyzer_option_change_ignore_checksums_nets, 5);
	}
