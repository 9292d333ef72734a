# words: -C -r {captures}/dns.pcap run.zeek
# The filter that captures, restrictions, exclusions and plugins make, and what it lets through.

@load base/frameworks/packet-filter
@load policy/frameworks/packet-filter/shunt

redef capture_filters += { ["names"] = "port 53", ["pages"] = "tcp port 80" };
redef restrict_filters += { ["one net"] = "net 192.0.2.0/24" };
redef PacketFilter::unrestricted_filter = "icmp";

global seen = 0;

function not_far()
	{
	PacketFilter::exclude("far", "host 198.51.100.1");
	}

event zeek_init() &priority=1
	{
	PacketFilter::register_filter_plugin(PacketFilter::FilterPlugin($func=not_far));
	}

event zeek_init() &priority=-10
	{
	print PacketFilter::current_filter;
	print PacketFilter::exclude("wrong", "no such thing"), PacketFilter::remove_exclude("nothing");
	print PacketFilter::combine_filters("tcp", "and", ""), PacketFilter::port_to_bpf(53/udp);
	}

event new_connection(c: connection)
	{
	++seen;

	# From here on without datagrams.
	if ( seen == 3 )
		{
		print PacketFilter::exclude_for("datagrams", "udp", 1 hr), PacketFilter::install();
		print PacketFilter::current_filter;
		}
	}

event zeek_done()
	{
	print seen;
	print PacketFilter::remove_exclude("datagrams"), PacketFilter::install();
	print PacketFilter::shunt_conn([$orig_h=192.0.2.10, $orig_p=1/tcp, $resp_h=192.0.2.20, $resp_p=80/tcp]);
	print PacketFilter::shunt_host_pair([$orig_h=192.0.2.10, $orig_p=1/tcp, $resp_h=192.0.2.30, $resp_p=80/tcp]);
	PacketFilter::install();
	print PacketFilter::current_filter;
	print |PacketFilter::current_shunted_conns()|, |PacketFilter::current_shunted_host_pairs()|;
	}
