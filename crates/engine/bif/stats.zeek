##! What the engine tells about itself.

module GLOBAL;

## Packet counts of the capture.
global get_net_stats: function(): NetStats;

## Connections.
global get_conn_stats: function(): ConnStats;

## Resources used by the process.
global get_proc_stats: function(): ProcStats;

## Events raised and handled.
global get_event_stats: function(): EventStats;

## Bytes held by reassembly.
global get_reassembler_stats: function(): ReassemblerStats;

## Name look-ups.
global get_dns_stats: function(): DNSStats;

## Timers.
global get_timer_stats: function(): TimerStats;

## Files under analysis.
global get_file_analysis_stats: function(): FileAnalysisStats;

## Threads.
global get_thread_stats: function(): ThreadStats;

## Acknowledged bytes that were never seen.
global get_gap_stats: function(): GapStats;

## Automata of the signature matcher.
global get_matcher_stats: function(): MatcherStats;

## Traffic between nodes.
global get_broker_stats: function(): BrokerStats;

## Weirds so far.
global get_reporter_stats: function(): ReporterStats;

## How often each event was handled.
global get_event_handler_stats: function(): EventNameStats;

## Kept for old scripts.
global do_profiling: function(): any;

## Writes statistics of the signature matcher to a file.
global dump_rule_stats: function(f: file of string): bool;
