##! Memory, packets, connections and more, at intervals in stats.log.

@load base/frameworks/logging

module Stats;

export {
	redef enum Log::ID += { LOG };

	## Decides over each line of stats.log.
	global log_policy: Log::PolicyHook;

	## How often a line is written.
	option report_interval = 5 min;

	## A line of stats.log. Numbers are since the last line unless they are called active.
	type Info: record {
		## When.
		ts: time &log;
		## The node.
		peer: string &log;
		## Memory in megabytes.
		mem: count &log;
		## Packets.
		pkts_proc: count &log;
		## Their bytes.
		bytes_recv: count &log;
		## Packets that were lost, by the capture's own count.
		pkts_dropped: count &log &optional;
		## Packets on the link.
		pkts_link: count &log &optional;
		## How far behind the clock packets are.
		pkt_lag: interval &log &optional;
		## Packets that the filter kept out.
		pkts_filtered: count &log &optional;
		## Events that were handled.
		events_proc: count &log;
		## Events that were queued.
		events_queued: count &log;
		## TCP connections that are watched now.
		active_tcp_conns: count &log;
		## UDP.
		active_udp_conns: count &log;
		## ICMP.
		active_icmp_conns: count &log;
		## TCP connections.
		tcp_conns: count &log;
		## UDP.
		udp_conns: count &log;
		## ICMP.
		icmp_conns: count &log;
		## Timers that were set.
		timers: count &log;
		## Timers that wait now.
		active_timers: count &log;
		## Files.
		files: count &log;
		## Files that are watched now.
		active_files: count &log;
		## Questions to name servers.
		dns_requests: count &log;
		## Those that wait for an answer now.
		active_dns_requests: count &log;
		## Bytes that wait for missing TCP segments.
		reassem_tcp_size: count &log;
		## Bytes that wait for missing parts of files.
		reassem_file_size: count &log;
		## Bytes that wait for missing fragments.
		reassem_frag_size: count &log;
		## Other bytes that wait.
		reassem_unknown_size: count &log;
	};

	## Raised with each line of stats.log.
	global log_stats: event(rec: Info);
}

# What the counters said the last time.
type Counters: record {
	ts: time;
	net: NetStats;
	conns: ConnStats;
	proc: ProcStats;
	events: EventStats;
	reassembly: ReassemblerStats;
	timers: TimerStats;
	files: FileAnalysisStats;
	dns: DNSStats;
};

function read_counters(): Counters
	{
	return Counters($ts=network_time(), $net=get_net_stats(), $conns=get_conn_stats(), $proc=get_proc_stats(),
	                $events=get_event_stats(), $reassembly=get_reassembler_stats(), $timers=get_timer_stats(),
	                $files=get_file_analysis_stats(), $dns=get_dns_stats());
	}

event zeek_init() &priority=5
	{
	Log::create_stream(LOG, Log::Stream($columns=Info, $ev=log_stats, $path="stats", $policy=log_policy));
	}

event Stats::check_stats(last: Counters)
	{
	local now = read_counters();

	# Without packets there is nothing to tell.
	if ( now$net$pkts_recvd == 0 )
		{
		if ( ! zeek_is_terminating() )
			schedule report_interval { Stats::check_stats(last) };

		return;
		}

	local line = Info($ts=now$ts, $peer=peer_description, $mem=now$proc$mem / 1048576,
	                  $pkts_proc=now$net$pkts_recvd - last$net$pkts_recvd,
	                  $bytes_recv=now$net$bytes_recvd - last$net$bytes_recvd,
	                  $events_proc=now$events$dispatched - last$events$dispatched,
	                  $events_queued=now$events$queued - last$events$queued,
	                  $active_tcp_conns=now$conns$num_tcp_conns,
	                  $active_udp_conns=now$conns$num_udp_conns,
	                  $active_icmp_conns=now$conns$num_icmp_conns,
	                  $tcp_conns=now$conns$cumulative_tcp_conns - last$conns$cumulative_tcp_conns,
	                  $udp_conns=now$conns$cumulative_udp_conns - last$conns$cumulative_udp_conns,
	                  $icmp_conns=now$conns$cumulative_icmp_conns - last$conns$cumulative_icmp_conns,
	                  $timers=now$timers$cumulative - last$timers$cumulative,
	                  $active_timers=now$timers$current,
	                  $files=now$files$cumulative - last$files$cumulative,
	                  $active_files=now$files$current,
	                  $dns_requests=now$dns$requests - last$dns$requests,
	                  $active_dns_requests=now$dns$pending,
	                  $reassem_tcp_size=now$reassembly$tcp_size,
	                  $reassem_file_size=now$reassembly$file_size,
	                  $reassem_frag_size=now$reassembly$frag_size,
	                  $reassem_unknown_size=now$reassembly$unknown_size);

	if ( reading_live_traffic() )
		{
		line$pkt_lag = current_time() - now$ts;
		line$pkts_dropped = now$net$pkts_dropped - last$net$pkts_dropped;
		line$pkts_link = now$net$pkts_link - last$net$pkts_link;

		if ( now$net?$pkts_filtered && last$net?$pkts_filtered )
			line$pkts_filtered = now$net$pkts_filtered - last$net$pkts_filtered;
		}

	Log::write(LOG, line);

	if ( ! zeek_is_terminating() )
		schedule report_interval { Stats::check_stats(now) };
	}

event network_time_init()
	{
	schedule report_interval { Stats::check_stats(read_counters()) };
	}
