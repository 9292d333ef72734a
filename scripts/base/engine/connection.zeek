##! Connections: who talks to whom, and what the engine knows about it. Protocols extend the record
##! connection by their own state.

module GLOBAL;

## Transport protocols.
type transport_proto: enum {
	unknown_transport,
	tcp,
	udp,
	icmp,
};

## What tells connections with equal addresses and ports apart. Empty unless a connection key asks
## for more (see policy/frameworks/conn_key).
type conn_id_ctx: record { };

## The two ends of a connection. The originator is whoever was seen to start it.
type conn_id: record {
	## The originator's address.
	orig_h: addr &log;
	## The originator's port; for ICMP the message type.
	orig_p: port &log;
	## The responder's address.
	resp_h: addr &log;
	## The responder's port; for ICMP the code, or the type of the matching answer.
	resp_p: port &log;
	## IP protocol number; 65535 where it is unknown.
	proto: count &default=65535;
	## Fields that tell equal addresses apart, such as VLAN tags.
	ctx: conn_id_ctx &log &default=conn_id_ctx();
};

## The two ends of a one-way flow.
type flow_id: record {
	src_h: addr &log;
	src_p: port &log;
	dst_h: addr &log;
	dst_p: port &log;
};

## What one end of a connection has done so far.
type endpoint: record {
	## Payload bytes by this end; for TCP by its sequence numbers.
	size: count;
	## TCP_INACTIVE to TCP_RESET for TCP, UDP_INACTIVE or UDP_ACTIVE for UDP.
	state: count;
	## Packets sent.
	num_pkts: count &optional;
	## Bytes sent, by the length field of the IP headers.
	num_bytes_ip: count &optional;
	## The latest IPv6 flow label; 0 for IPv4.
	flow_label: count;
	## Link-layer address, where the link has one.
	l2_addr: string &optional;
};

module Tunnel;

export {
	## Ways of tunnelling that the engine follows.
	type Type: enum {
		NONE,
		IP,
		AYIYA,
		TEREDO,
		SOCKS,
		GTPv1,
		HTTP,
		GRE,
		VXLAN,
		GENEVE,
	};

	## A tunnel that carries a connection.
	type EncapsulatingConn: record {
		cid: conn_id &log;
		tunnel_type: Tunnel::Type &log;
		## The connection's uid where the tunnel is a connection itself, else a made-up one.
		uid: string &log &optional;
	};
}

module GLOBAL;

## The tunnels around a packet, outermost first.
type EncapsulatingConnVector: vector of Tunnel::EncapsulatingConn;

## A connection of TCP, UDP or ICMP, as scripts see it. Protocols add their own fields to it.
type connection: record {
	## Addresses and ports.
	id: conn_id;
	## The originator.
	orig: endpoint;
	## The responder.
	resp: endpoint;
	## Time of the first packet.
	start_time: time;
	## Time of the latest packet minus start_time.
	duration: interval;
	## Names of the protocols that were recognised; a leading "-" marks those given up.
	service: set[string] &ordered;
	## What happened, a letter each; upper case by the originator, lower case by the responder.
	history: string;
	## Unique name, the same in all logs.
	uid: string;
	## The tunnels around the connection, outermost first.
	tunnel: EncapsulatingConnVector &optional;
	## Outer VLAN tag.
	vlan: int &optional;
	## Inner VLAN tag.
	inner_vlan: int &optional;
};

## What a SYN packet says.
type SYN_packet: record {
	is_orig: bool;
	DF: bool;
	ttl: count;
	size: count;
	win_size: count;
	win_scale: int;
	MSS: count;
	SACK_OK: bool;
	TSval: count &optional;
	TSecr: count &optional;
};

## Counters of one end of a TCP connection.
type endpoint_stats: record {
	num_pkts: count;
	num_rxmit: count;
	num_rxmit_bytes: count;
	num_in_order: count;
	num_OO: count;
	num_repl: count;
	endian_type: count;
};

## States of a TCP endpoint.
const TCP_INACTIVE: count = 0;
const TCP_SYN_SENT: count = 1;
const TCP_SYN_ACK_SENT: count = 2;
const TCP_PARTIAL: count = 3;
const TCP_ESTABLISHED: count = 4;
const TCP_CLOSED: count = 5;
const TCP_RESET: count = 6;

## States of a UDP endpoint.
const UDP_INACTIVE: count = 0;
const UDP_ACTIVE: count = 1;

## Byte order of an endpoint, as far as it can be told.
const ENDIAN_UNKNOWN: count = 0;
const ENDIAN_LITTLE: count = 1;
const ENDIAN_BIG: count = 2;
const ENDIAN_CONFUSED: count = 3;

## Directions for set_contents_file.
const CONTENTS_NONE: count = 0;
const CONTENTS_ORIG: count = 1;
const CONTENTS_RESP: count = 2;
const CONTENTS_BOTH: count = 3;
