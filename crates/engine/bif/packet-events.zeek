##! Events of packets, with and without a connection, and of tunnels.

module GLOBAL;

## Every packet of a connection. Very costly.
global new_packet: event(c: connection, p: pkt_hdr);

## Every packet, before anything is made of it. Very costly.
global raw_packet: event(p: raw_pkt_hdr);

## Payload of every packet of a connection. Very costly.
global packet_contents: event(c: connection, contents: string);

## A packet that no packet analyzer took.
global packet_not_processed: event(pkt: pcap_packet);

## An IPv6 packet with extension headers.
global ipv6_ext_headers: event(c: connection, p: pkt_hdr);

## A packet encrypted by IPsec.
global esp_packet: event(p: pkt_hdr);

## A packet with a mobility header.
global mobile_ipv6_message: event(p: pkt_hdr);

## A layer announced a protocol that nobody knows. Sampled, see module UnknownProtocol.
global unknown_protocol: event(analyzer_name: string, protocol: count, first_bytes: string, analyzer_history: string_vec);

## An ARP request. SPA and SHA are the sender's addresses, TPA and THA the target's.
global arp_request: event(mac_src: string, mac_dst: string, SPA: addr, SHA: string, TPA: addr, THA: string);

## An ARP reply.
global arp_reply: event(mac_src: string, mac_dst: string, SPA: addr, SHA: string, TPA: addr, THA: string);

## An ARP packet that contradicts itself.
global bad_arp: event(SPA: addr, SHA: string, TPA: addr, THA: string, explanation: string);

## The tunnels around a connection differ from those of its first packet.
global tunnel_changed: event(c: connection, e: EncapsulatingConnVector);

## A packet inside VXLAN.
global vxlan_packet: event(outer: connection, inner: pkt_hdr, vni: count);

## A packet inside Geneve.
global geneve_packet: event(outer: connection, inner: pkt_hdr, vni: count);

## An IPv6 packet inside Teredo.
global teredo_packet: event(outer: connection, inner: teredo_hdr);

## A Teredo packet with authentication header.
global teredo_authentication: event(outer: connection, inner: teredo_hdr);

## A Teredo packet with origin indication.
global teredo_origin_indication: event(outer: connection, inner: teredo_hdr);

## A Teredo packet without payload, which keeps the tunnel open.
global teredo_bubble: event(outer: connection, inner: teredo_hdr);

## A flow was recognised as Teredo.
global new_teredo_state: event(c: connection);

## A flow was recognised as GTPv1.
global new_gtpv1_state: event(c: connection);

## Any GTPv1 message.
global gtpv1_message: event(c: connection, hdr: gtpv1_hdr);

## A packet inside GTPv1.
global gtpv1_g_pdu_packet: event(outer: connection, inner_gtp: gtpv1_hdr, inner_ip: pkt_hdr);

## A tunnel is asked for.
global gtpv1_create_pdp_ctx_request: event(c: connection, hdr: gtpv1_hdr, elements: gtp_create_pdp_ctx_request_elements);

## The answer to that.
global gtpv1_create_pdp_ctx_response: event(c: connection, hdr: gtpv1_hdr, elements: gtp_create_pdp_ctx_response_elements);

## A change of a tunnel is asked for.
global gtpv1_update_pdp_ctx_request: event(c: connection, hdr: gtpv1_hdr, elements: gtp_update_pdp_ctx_request_elements);

## The answer to that.
global gtpv1_update_pdp_ctx_response: event(c: connection, hdr: gtpv1_hdr, elements: gtp_update_pdp_ctx_response_elements);

## The end of a tunnel is asked for.
global gtpv1_delete_pdp_ctx_request: event(c: connection, hdr: gtpv1_hdr, elements: gtp_delete_pdp_ctx_request_elements);

## The answer to that.
global gtpv1_delete_pdp_ctx_response: event(c: connection, hdr: gtpv1_hdr, elements: gtp_delete_pdp_ctx_response_elements);
