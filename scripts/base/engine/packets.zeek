##! Packets: their headers as records, protocol numbers and flags.

module GLOBAL;

## IP protocol numbers.
const IPPROTO_IP: count = 0;
const IPPROTO_ICMP: count = 1;
const IPPROTO_IGMP: count = 2;
const IPPROTO_IPIP: count = 4;
const IPPROTO_TCP: count = 6;
const IPPROTO_UDP: count = 17;
const IPPROTO_IPV6: count = 41;
const IPPROTO_ICMPV6: count = 58;
const IPPROTO_RAW: count = 255;

## Numbers of IPv6 extension headers.
const IPPROTO_HOPOPTS: count = 0;
const IPPROTO_DSTOPTS: count = 60;
const IPPROTO_ROUTING: count = 43;
const IPPROTO_FRAGMENT: count = 44;
const IPPROTO_ESP: count = 50;
const IPPROTO_AH: count = 51;
const IPPROTO_MOBILITY: count = 135;
const IPPROTO_NONE: count = 59;

## TCP flags.
const TH_FIN: count = 1;
const TH_SYN: count = 2;
const TH_RST: count = 4;
const TH_PUSH: count = 8;
const TH_ACK: count = 16;
const TH_URG: count = 32;
const TH_FLAGS: count = 63;

## Codes of ICMP unreachable messages.
const ICMP_UNREACH_NET: count = 0;
const ICMP_UNREACH_HOST: count = 1;
const ICMP_UNREACH_PROTOCOL: count = 2;
const ICMP_UNREACH_PORT: count = 3;
const ICMP_UNREACH_NEEDFRAG: count = 4;
const ICMP_UNREACH_ADMIN_PROHIB: count = 13;

type link_encap: enum {
	LINK_UNKNOWN,
	LINK_ETHERNET,
};

type layer3_proto: enum {
	L3_IPV4,
	L3_IPV6,
	L3_ARP,
	L3_UNKNOWN,
};

type ip6_option: record {
	otype: count;
	len: count;
	data: string;
};

type ip6_options: vector of ip6_option;

type ip6_hopopts: record {
	nxt: count;
	len: count;
	options: vector of ip6_option;
};

type ip6_dstopts: record {
	nxt: count;
	len: count;
	options: vector of ip6_option;
};

type ip6_routing: record {
	nxt: count;
	len: count;
	rtype: count;
	segleft: count;
	data: string;
};

type ip6_fragment: record {
	nxt: count;
	rsv1: count;
	offset: count;
	rsv2: count;
	more: bool;
	id: count;
};

type ip6_ah: record {
	nxt: count;
	len: count;
	rsv: count;
	spi: count;
	seq: count &optional;
	data: string &optional;
};

type ip6_esp: record {
	spi: count;
	seq: count;
};

type ip6_mobility_brr: record {
	rsv: count;
	options: vector of ip6_option;
};

type ip6_mobility_hoti: record {
	rsv: count;
	cookie: count;
	options: vector of ip6_option;
};

type ip6_mobility_coti: record {
	rsv: count;
	cookie: count;
	options: vector of ip6_option;
};

type ip6_mobility_hot: record {
	nonce_idx: count;
	cookie: count;
	token: count;
	options: vector of ip6_option;
};

type ip6_mobility_cot: record {
	nonce_idx: count;
	cookie: count;
	token: count;
	options: vector of ip6_option;
};

type ip6_mobility_bu: record {
	seq: count;
	a: bool;
	h: bool;
	l: bool;
	k: bool;
	life: count;
	options: vector of ip6_option;
};

type ip6_mobility_back: record {
	status: count;
	k: bool;
	seq: count;
	life: count;
	options: vector of ip6_option;
};

type ip6_mobility_be: record {
	status: count;
	hoa: addr;
	options: vector of ip6_option;
};

type ip6_mobility_msg: record {
	id: count;
	brr: ip6_mobility_brr &optional;
	hoti: ip6_mobility_hoti &optional;
	coti: ip6_mobility_coti &optional;
	hot: ip6_mobility_hot &optional;
	cot: ip6_mobility_cot &optional;
	bu: ip6_mobility_bu &optional;
	back: ip6_mobility_back &optional;
	be: ip6_mobility_be &optional;
};

type ip6_mobility_hdr: record {
	nxt: count;
	len: count;
	mh_type: count;
	rsv: count;
	chksum: count;
	msg: ip6_mobility_msg;
};

type ip6_ext_hdr: record {
	id: count;
	hopopts: ip6_hopopts &optional;
	dstopts: ip6_dstopts &optional;
	routing: ip6_routing &optional;
	fragment: ip6_fragment &optional;
	ah: ip6_ah &optional;
	esp: ip6_esp &optional;
	mobility: ip6_mobility_hdr &optional;
};

type ip6_ext_hdr_chain: vector of ip6_ext_hdr;

type ip6_hdr: record {
	class: count;
	flow: count;
	len: count;
	nxt: count;
	hlim: count;
	src: addr;
	dst: addr;
	exts: vector of ip6_ext_hdr;
};

type ip4_hdr: record {
	hl: count;
	tos: count;
	len: count;
	id: count;
	DF: bool;
	MF: bool;
	offset: count;
	ttl: count;
	p: count;
	sum: count;
	src: addr;
	dst: addr;
};

type tcp_hdr: record {
	sport: port;
	dport: port;
	seq: count;
	ack: count;
	hl: count;
	dl: count;
	reserved: count;
	flags: count;
	win: count;
};

type udp_hdr: record {
	sport: port;
	dport: port;
	ulen: count;
};

type icmp_hdr: record {
	icmp_type: count;
};

## The headers of a packet from the network layer up.
type pkt_hdr: record {
	ip: ip4_hdr &optional;
	ip6: ip6_hdr &optional;
	tcp: tcp_hdr &optional;
	udp: udp_hdr &optional;
	icmp: icmp_hdr &optional;
};

type l2_hdr: record {
	encap: link_encap;
	len: count;
	cap_len: count;
	src: string &optional;
	dst: string &optional;
	vlan: count &optional;
	vlan_pcp: count &optional;
	vlan_dei: bool &optional;
	inner_vlan: count &optional;
	inner_vlan_pcp: count &optional;
	inner_vlan_dei: bool &optional;
	eth_type: count &optional;
	proto: layer3_proto;
};

## The headers of a packet from the link layer up.
type raw_pkt_hdr: record {
	l2: l2_hdr;
	ip: ip4_hdr &optional;
	ip6: ip6_hdr &optional;
	tcp: tcp_hdr &optional;
	udp: udp_hdr &optional;
	icmp: icmp_hdr &optional;
};

## A packet as it would be stored in a capture file.
type pcap_packet: record {
	ts_sec: count;
	ts_usec: count;
	caplen: count;
	len: count;
	data: string;
	link_type: link_encap;
};

## An ICMP message.
type icmp_info: record {
	v6: bool;
	itype: count;
	icode: count;
	len: count;
	ttl: count;
};

## What the quoted packet in an ICMP error says.
type icmp_context: record {
	id: conn_id;
	len: count;
	proto: count;
	frag_offset: count;
	bad_hdr_len: bool;
	bad_checksum: bool;
	MF: bool;
	DF: bool;
};

## The prefix option of a router advertisement (RFC 4861, section 4.6.2).
type icmp6_nd_prefix_info: record {
	prefix_len: count;
	L_flag: bool;
	A_flag: bool;
	valid_lifetime: interval;
	preferred_lifetime: interval;
	prefix: addr;
};

## An option of IPv6 neighbour discovery.
type icmp6_nd_option: record {
	otype: count;
	len: count;
	link_address: string &optional;
	prefix: icmp6_nd_prefix_info &optional;
	redirect: icmp_context &optional;
	mtu: count &optional;
	payload: string &optional;
};

type icmp6_nd_options: vector of icmp6_nd_option;

type PacketSource: record {
	live: bool;
	path: string;
	link_type: int;
	netmask: count;
};

module TCP;

export {
	## An option of a TCP packet, decoded. Which field is set depends on kind.
	type Option: record {
		kind: count;
		length: count;
		data: string &optional;
		mss: count &optional;
		window_scale: count &optional;
		sack: vector of count &optional;
		send_timestamp: count &optional;
		echo_timestamp: count &optional;
		rate: count &optional;
		ttl_diff: count &optional;
		qs_nonce: count &optional;
	};

	## The options of a packet in their order.
	type OptionList: vector of TCP::Option;

	## An option of a TCP packet as it came.
	type RawOption: record {
		kind: count;
		data: string;
	};

	type RawOptionList: vector of TCP::RawOption;
}
