##! What the engine tells about itself.

module GLOBAL;

## Packet counts of the capture.
type NetStats: record {
	pkts_recvd: count &default=0;
	pkts_dropped: count &default=0;
	pkts_link: count &default=0;
	bytes_recvd: count &default=0;
	pkts_filtered: count &optional;
};

## Connections, now and at most.
type ConnStats: record {
	total_conns: count;
	current_conns: count;
	sess_current_conns: count;
	num_packets: count;
	num_fragments: count;
	max_fragments: count;
	num_tcp_conns: count;
	max_tcp_conns: count;
	cumulative_tcp_conns: count;
	num_udp_conns: count;
	max_udp_conns: count;
	cumulative_udp_conns: count;
	num_icmp_conns: count;
	max_icmp_conns: count;
	cumulative_icmp_conns: count;
	num_packets_unprocessed: count;
	killed_by_inactivity: count;
};

## Events raised and events handled.
type EventStats: record {
	queued: count;
	dispatched: count;
};

## Bytes held by reassembly, by purpose.
type ReassemblerStats: record {
	file_size: count;
	frag_size: count;
	tcp_size: count;
	unknown_size: count;
};

## Resources used by the process.
type ProcStats: record {
	debug: bool;
	start_time: time;
	real_time: interval;
	user_time: interval;
	system_time: interval;
	mem: count;
	minor_faults: count;
	major_faults: count;
	num_swap: count;
	blocking_input: count;
	blocking_output: count;
	num_context: count;
};

## Automata of the signature matcher.
type MatcherStats: record {
	matchers: count;
	nfa_states: count;
	dfa_states: count;
	computed: count;
	mem: count;
	hits: count;
	misses: count;
};

## Timers, now, at most and in total.
type TimerStats: record {
	current: count;
	max: count;
	cumulative: count;
};

## Files under analysis, now, at most and in total.
type FileAnalysisStats: record {
	current: count;
	max: count;
	cumulative: count;
};

## The engine's own name look-ups.
type DNSStats: record {
	requests: count;
	successful: count;
	failed: count;
	pending: count;
	cached_hosts: count;
	cached_addresses: count;
	cached_texts: count;
	cached_total: count;
};

## Acknowledged bytes that were never seen: how much the capture lost.
type GapStats: record {
	ack_events: count;
	ack_bytes: count;
	gap_events: count;
	gap_bytes: count;
};

## Threads besides the main one.
type ThreadStats: record {
	num_threads: count;
};

## Traffic between nodes.
type BrokerStats: record {
	num_peers: count;
	num_stores: count;
	num_pending_queries: count;
	num_events_incoming: count;
	num_events_outgoing: count;
	num_logs_incoming: count;
	num_logs_outgoing: count;
	num_ids_incoming: count;
	num_ids_outgoing: count;
};

## Weirds so far.
type ReporterStats: record {
	weirds: count;
	weirds_by_type: table[string] of count;
};

## How often an event was handled.
type EventNameCounter: record {
	name: string &log;
	times_called: count &log;
};

## The buffer towards one peer.
type BrokerPeeringStats: record {
	num_queued: count;
	max_queued_recently: count;
	num_overflows: count;
};

type BrokerPeeringStatsTable: table[string] of BrokerPeeringStats;

type EventNameStats: vector of EventNameCounter;

type pkt_profile_modes: enum {
	PKT_PROFILE_MODE_NONE,
	PKT_PROFILE_MODE_SECS,
	PKT_PROFILE_MODE_PKTS,
	PKT_PROFILE_MODE_BYTES,
};

## Where profiles are written.
global profiling_file: file &redef;

## How often profiling_update is raised; 0: never.
const profiling_interval: interval = 15 sec &redef;

## Every so many updates come with costly figures.
const expensive_profiling_multiple: count = 20 &redef;

## Kept for old scripts.
const pkt_profile_mode = PKT_PROFILE_MODE_NONE &redef;

## Kept for old scripts.
const pkt_profile_freq: double = 0.0 &redef;

## Kept for old scripts: where packet profiles are written.
global pkt_profile_file: file &redef;
