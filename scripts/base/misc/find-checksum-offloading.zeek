##! Tells when many checksums are wrong, as they are where the network card computes them: packets with wrong
##! checksums are ignored, and nothing would be found.

module ChecksumOffloading;

export {
	## How long to wait before looking.
	const check_interval = 10 sec &redef;
}

# How many of each kind were wrong.
global bad_ip_checksums = 0;
global bad_tcp_checksums = 0;
global bad_udp_checksums = 0;

# It was told.
global done = F;

# So many of all packets are too many.
const suspicious_share = 0.05;

# So few packets say nothing yet.
const enough_packets = 20;

global check: event();

event ChecksumOffloading::check()
	{
	if ( done )
		return;

	local packets = get_net_stats()$pkts_recvd;
	local kinds: vector of string = vector();
	local suspicious = F;

	for ( i, wrong in vector(bad_ip_checksums, bad_tcp_checksums, bad_udp_checksums) )
		{
		if ( wrong == 0 )
			next;

		kinds += vector("IP", "TCP", "UDP")[i];

		if ( packets > 0 && wrong * 1.0 / packets > suspicious_share )
			suspicious = T;
		}

	if ( suspicious )
		{
		done = T;
		Reporter::warning(fmt("Your %s invalid %s checksums, most likely from NIC checksum offloading.  By default, packets with invalid checksums are discarded by Zeek unless using the -C command-line option or toggling the 'ignore_checksums' variable.  Alternatively, disable checksum offloading by the network adapter to ensure Zeek analyzes the actual checksums that are transmitted.",
		                      reading_traces() ? "trace file likely has" : "interface is likely receiving",
		                      join_string_vec(kinds, " and ")));
		}
	else if ( packets < enough_packets )
		schedule check_interval { ChecksumOffloading::check() };
	}

event zeek_init()
	{
	schedule check_interval { ChecksumOffloading::check() };
	}

event net_weird(name: string, addl: string)
	{
	if ( name == "bad_IP_checksum" )
		++bad_ip_checksums;
	}

event conn_weird(name: string, c: connection, addl: string)
	{
	if ( name == "bad_TCP_checksum" )
		++bad_tcp_checksums;
	else if ( name == "bad_UDP_checksum" )
		++bad_udp_checksums;
	}

event zeek_done()
	{
	event ChecksumOffloading::check();
	}
