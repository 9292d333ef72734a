##! How connections are followed: timers, limits and what is handed to scripts.

module GLOBAL;

## Take packets whose checksums are wrong for good (also: option -C).
const ignore_checksums = F &redef;

## Networks whose packets may have wrong checksums.
option ignore_checksums_nets: set[subnet] = {};

## Analyse connections whose beginning was not seen.
const partial_connection_ok = T &redef;

## Take a SYN-ACK without a SYN for the beginning of a connection.
const tcp_SYN_ack_ok = T &redef;

## Match signatures against data that was not acknowledged when the connection ends.
const tcp_match_undelivered = T &redef;

## How long to wait for an answer to a SYN.
const tcp_SYN_timeout: interval = 5 sec &redef;

## How long to wait before the state of a connection is looked at after its first packet.
const tcp_session_timer: interval = 6 sec &redef;

## How long to wait after both ends have closed.
const tcp_connection_linger: interval = 5 sec &redef;

## How long to wait for an answer to a connection attempt.
const tcp_attempt_delay: interval = 5 sec &redef;

## How long to wait after a normal close for data that is late.
const tcp_close_delay: interval = 5 sec &redef;

## How long to wait after a reset for data that is late.
const tcp_reset_delay: interval = 5 sec &redef;

## How long to wait for the other end to close too.
const tcp_partial_close_delay: interval = 3 sec &redef;

## After this time a connection without analyzers is dropped; 0: never.
const non_analyzed_lifetime: interval = 0 sec &redef;

## Idle time after which a TCP connection is dropped.
const tcp_inactivity_timeout: interval = 5 min &redef;

## Idle time after which a UDP flow is dropped.
const udp_inactivity_timeout: interval = 1 min &redef;

## Idle time after which an ICMP flow is dropped.
const icmp_inactivity_timeout: interval = 1 min &redef;

## Idle time after which a flow of any other IP protocol is dropped.
const unknown_ip_inactivity_timeout: interval = 1 min &redef;

## Number of FIN or RST packets that make a storm.
const tcp_storm_thresh: count = 1000 &redef;

## FIN or RST packets that follow each other within this time count towards a storm.
const tcp_storm_interarrival_thresh: interval = 1 sec &redef;

## Bytes one end may send before the other one is heard, before the stream is taken for one-sided; 0:
## no limit.
const tcp_max_initial_window: count = 16384 &redef;

## Bytes kept above a gap as long as the receiver has acknowledged nothing; 0: no limit.
const tcp_max_above_hole_without_any_acks: count = 16384 &redef;

## Bytes kept without a further acknowledgement, before the stream is taken for lost; 0: no limit.
const tcp_excessive_data_without_further_acks: count = 10485760 &redef;

## Segments kept for comparison with retransmissions that differ.
const tcp_max_old_segments: count = 0 &redef;

## Responder ports whose originator data is handed to tcp_contents.
const tcp_content_delivery_ports_orig: table[port] of bool = {} &redef;

## Responder ports whose responder data is handed to tcp_contents.
const tcp_content_delivery_ports_resp: table[port] of bool = {} &redef;

## Hand all originator data of TCP to tcp_contents.
const tcp_content_deliver_all_orig = F &redef;

## Hand all responder data of TCP to tcp_contents.
const tcp_content_deliver_all_resp = F &redef;

## Responder ports whose originator data is handed to udp_contents.
const udp_content_delivery_ports_orig: table[port] of bool = {} &redef;

## Responder ports whose responder data is handed to udp_contents.
const udp_content_delivery_ports_resp: table[port] of bool = {} &redef;

## Ports, of either end, whose data is handed to udp_contents.
option udp_content_ports: set[port] = {};

## Hand all originator data of UDP to udp_contents.
const udp_content_deliver_all_orig = F &redef;

## Hand all responder data of UDP to udp_contents.
const udp_content_deliver_all_resp = F &redef;

## Choose by the responder's port, else by the destination port of the packet.
option udp_content_delivery_ports_use_resp = F;

## Raise content_gap also for connections whose beginning was not seen.
const report_gaps_for_partial = F &redef;

## Probes of idle connections are no retransmissions to conn_stats.
const ignore_keep_alive_rexmit = F &redef;

## How long fragments wait for the rest of their packet; 0: no limit.
const frag_timeout: interval = 5 min &redef;

## Count packets and bytes of every connection.
const use_conn_size_analyzer = T &redef;

## Ports that are more likely a server's: the direction of a connection seen from the middle is guessed
## by them.
const likely_server_ports: set[port] &redef;

## Write also the packets of connections that set_record_packets left out to the file of -w.
const record_all_packets = F &redef;

const max_timer_expires: count = 300 &redef;
