##! A notice when packets were lost on the way from the interface.

@load ./main

module PacketFilter;

export {
	## How often the counters are read.
	const stats_collection_interval = 5 min;
}

# Compares the counters with what they were.
event net_stats_update(last_stat: NetStats)
	{
	local now = get_net_stats();
	local dropped = now$pkts_dropped - last_stat$pkts_dropped;

	if ( dropped != 0 )
		{
		local received = now$pkts_recvd - last_stat$pkts_recvd;
		local link = now$pkts_link - last_stat$pkts_link;
		NOTICE(Notice::Info($note=Dropped_Packets,
		                    $msg=fmt("%d packets dropped after filtering, %d received%s", dropped, received,
		                             link != 0 ? fmt(", %d on link", link) : "")));
		}

	schedule stats_collection_interval { net_stats_update(now) };
	}

event zeek_init()
	{
	# Files lose nothing.
	if ( reading_live_traffic() )
		schedule stats_collection_interval { net_stats_update(get_net_stats()) };
	}
