##! Events of connections: TCP, UDP and ICMP, whatever they carry.

module GLOBAL;

## The first packet of a connection. For UDP and ICMP a flow counts as a connection.
global new_connection: event(c: connection);

## Like new_connection, for TCP connections whose contents are reassembled.
global new_connection_contents: event(c: connection);

## A TCP connection whose beginning was not seen.
global partial_connection: event(c: connection);

## A SYN that was not answered in time.
global connection_attempt: event(c: connection);

## A SYN was answered by a SYN-ACK.
global connection_established: event(c: connection);

## A SYN was answered by a RST.
global connection_rejected: event(c: connection);

## An established connection was aborted by a RST.
global connection_reset: event(c: connection);

## A connection was still open when the engine ended.
global connection_pending: event(c: connection);

## Both ends closed normally.
global connection_finished: event(c: connection);

## One end closed a connection whose beginning was not seen.
global connection_half_finished: event(c: connection);

## One end closed, the other one did not follow in time.
global connection_partial_close: event(c: connection);

## The first ACK of the originator.
global connection_first_ACK: event(c: connection);

## One end finished sending: by FIN, or the data is over otherwise.
global connection_EOF: event(c: connection, is_orig: bool);

## A SYN or SYN-ACK, with its options.
global connection_SYN_packet: event(c: connection, pkt: SYN_packet);

## A connection was dropped for idleness.
global connection_timeout: event(c: connection);

## A connection with the same addresses and ports began while the former one was still known.
global connection_reused: event(c: connection);

## Originator and responder were exchanged, since the direction had been guessed wrong. c shows the new
## roles.
global connection_flipped: event(c: connection);

## The IPv6 flow label of one end changed.
global connection_flow_label_changed: event(c: connection, is_orig: bool, old_label: count, new_label: count);

## Raised every connection_status_update_interval while a connection lasts.
global connection_status_update: event(c: connection);

## The last event of a connection: its state is about to go. This is where conn.log is written.
global connection_state_remove: event(c: connection);

## Counters of a connection, at its end.
global conn_stats: event(c: connection, os: endpoint_stats, rs: endpoint_stats);

## One end sent more bytes than asked for by set_current_conn_bytes_threshold.
global conn_bytes_threshold_crossed: event(c: connection, threshold: count, is_orig: bool);

## One end sent more packets than asked for by set_current_conn_packets_threshold.
global conn_packets_threshold_crossed: event(c: connection, threshold: count, is_orig: bool);

## A connection lasts longer than asked for by set_current_conn_duration_threshold.
global conn_duration_threshold_crossed: event(c: connection, threshold: interval, is_orig: bool);

## Both ends together sent one of ConnThreshold::generic_packet_thresholds packets.
global conn_generic_packet_threshold_crossed: event(c: connection, threshold: count);

## Data of a stream that was never seen.
global content_gap: event(c: connection, is_orig: bool, seq: count, length: count);

## A retransmission whose data differs: t1 first, t2 later.
global rexmit_inconsistency: event(c: connection, t1: string, t2: string, tcp_flags: string);

## The file of set_contents_file could not be written.
global contents_file_write_failure: event(c: connection, is_orig: bool, msg: string);

## In-order data of a stream, for connections that Analyzer::ANALYZER_STREAM_EVENT was attached to.
global stream_deliver: event(c: connection, is_orig: bool, data: string);

## A gap in such a stream.
global stream_undelivered: event(c: connection, is_orig: bool, seq: count, len: count);

module GLOBAL;

## Every TCP packet. Costly.
global tcp_packet: event(c: connection, is_orig: bool, flags: string, seq: count, ack: count, len: count, payload: string);

## Every option of a TCP packet, by number and length. Costly.
global tcp_option: event(c: connection, is_orig: bool, opt: count, optlen: count);

## The options of a TCP packet, decoded.
global tcp_options: event(c: connection, is_orig: bool, options: TCP::OptionList);

## In-order data of a TCP stream; which, the options tcp_content_* tell.
global tcp_contents: event(c: connection, is_orig: bool, seq: count, contents: string);

## A retransmission.
global tcp_rexmit: event(c: connection, is_orig: bool, seq: count, len: count, data_in_flight: count, window: count);

## Wrong checksums, a power of ten of them.
global tcp_multiple_checksum_errors: event(c: connection, is_orig: bool, threshold: count);

## Windows of zero, a power of ten of them.
global tcp_multiple_zero_windows: event(c: connection, is_orig: bool, threshold: count);

## Retransmissions, a power of ten of them.
global tcp_multiple_retransmissions: event(c: connection, is_orig: bool, threshold: count);

## Gaps, a power of ten of them.
global tcp_multiple_gap: event(c: connection, is_orig: bool, threshold: count);

## A UDP packet of the originator.
global udp_request: event(u: connection);

## A UDP packet of the responder.
global udp_reply: event(u: connection);

## Payload of a UDP packet; which, the options udp_content_* tell.
global udp_contents: event(u: connection, is_orig: bool, contents: string);

## A UDP session of an analyzer that knows sessions is over.
global udp_session_done: event(u: connection);

## Wrong checksums, a power of ten of them.
global udp_multiple_checksum_errors: event(u: connection, is_orig: bool, threshold: count);

## An ICMP message that has no event of its own.
global icmp_sent: event(c: connection, info: icmp_info);

## The same, with its payload.
global icmp_sent_payload: event(c: connection, info: icmp_info, payload: string);

## A ping.
global icmp_echo_request: event(c: connection, info: icmp_info, id: count, seq: count, payload: string);

## The answer to a ping.
global icmp_echo_reply: event(c: connection, info: icmp_info, id: count, seq: count, payload: string);

## An ICMPv6 error of a type that has no event of its own.
global icmp_error_message: event(c: connection, info: icmp_info, code: count, context: icmp_context);

## Destination unreachable; context quotes the packet at fault.
global icmp_unreachable: event(c: connection, info: icmp_info, code: count, context: icmp_context);

## ICMPv6 packet too big.
global icmp_packet_too_big: event(c: connection, info: icmp_info, code: count, context: icmp_context);

## Time exceeded.
global icmp_time_exceeded: event(c: connection, info: icmp_info, code: count, context: icmp_context);

## ICMPv6 parameter problem.
global icmp_parameter_problem: event(c: connection, info: icmp_info, code: count, context: icmp_context);

## A router announces itself (RFC 4861, section 4.2).
global icmp_router_advertisement: event(c: connection, info: icmp_info, cur_hop_limit: count, managed: bool, other: bool, home_agent: bool, pref: count, proxy: bool, rsv: count, router_lifetime: interval, reachable_time: interval, retrans_timer: interval, options: icmp6_nd_options);

## A host asks for routers.
global icmp_router_solicitation: event(c: connection, info: icmp_info, options: icmp6_nd_options);

## A host tells its link-layer address.
global icmp_neighbor_advertisement: event(c: connection, info: icmp_info, router: bool, solicited: bool, override: bool, tgt: addr, options: icmp6_nd_options);

## A host asks for a link-layer address.
global icmp_neighbor_solicitation: event(c: connection, info: icmp_info, tgt: addr, options: icmp6_nd_options);

## A router tells of a better one.
global icmp_redirect: event(c: connection, info: icmp_info, tgt: addr, dest: addr, options: icmp6_nd_options);
