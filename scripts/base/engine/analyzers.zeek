##! Tags name analyzers. The enums here hold those that the engine itself contains; each protocol
##! adds its own beside its events.

module AllAnalyzers;

export {
	## Analyzers of all three kinds. A tag of any kind may stand where this type is asked for.
	type Tag: enum {
		ANALYZER_ANALYZER_CONNSIZE,
		ANALYZER_ANALYZER_CONTENTLINE,
		ANALYZER_ANALYZER_CONTENTS,
		ANALYZER_ANALYZER_ICMP,
		ANALYZER_ANALYZER_PIA_TCP,
		ANALYZER_ANALYZER_PIA_UDP,
		ANALYZER_ANALYZER_STREAM_EVENT,
		ANALYZER_ANALYZER_TCP,
		ANALYZER_ANALYZER_TCPSTATS,
		ANALYZER_ANALYZER_UDP,
		ANALYZER_ANALYZER_UNKNOWN_IP_TRANSPORT,
		ANALYZER_ANALYZER_ZIP,
		FILES_ANALYZER_DATA_EVENT,
		FILES_ANALYZER_ENTROPY,
		FILES_ANALYZER_EXTRACT,
		FILES_ANALYZER_MD5,
		FILES_ANALYZER_SHA1,
		FILES_ANALYZER_SHA224,
		FILES_ANALYZER_SHA256,
		FILES_ANALYZER_SHA384,
		FILES_ANALYZER_SHA512,
		PACKETANALYZER_ANALYZER_ARP,
		PACKETANALYZER_ANALYZER_AYIYA,
		PACKETANALYZER_ANALYZER_ETHERNET,
		PACKETANALYZER_ANALYZER_FDDI,
		PACKETANALYZER_ANALYZER_GENEVE,
		PACKETANALYZER_ANALYZER_GRE,
		PACKETANALYZER_ANALYZER_GTPV1,
		PACKETANALYZER_ANALYZER_ICMP,
		PACKETANALYZER_ANALYZER_IEEE802_11,
		PACKETANALYZER_ANALYZER_IEEE802_11_RADIO,
		PACKETANALYZER_ANALYZER_IP,
		PACKETANALYZER_ANALYZER_IPTUNNEL,
		PACKETANALYZER_ANALYZER_LINUXSLL,
		PACKETANALYZER_ANALYZER_LINUXSLL2,
		PACKETANALYZER_ANALYZER_LLC,
		PACKETANALYZER_ANALYZER_MPLS,
		PACKETANALYZER_ANALYZER_NFLOG,
		PACKETANALYZER_ANALYZER_NOVELL_802_3,
		PACKETANALYZER_ANALYZER_NULL,
		PACKETANALYZER_ANALYZER_PBB,
		PACKETANALYZER_ANALYZER_PPP,
		PACKETANALYZER_ANALYZER_PPPOE,
		PACKETANALYZER_ANALYZER_PPPSERIAL,
		PACKETANALYZER_ANALYZER_ROOT,
		PACKETANALYZER_ANALYZER_SKIP,
		PACKETANALYZER_ANALYZER_SNAP,
		PACKETANALYZER_ANALYZER_TCP,
		PACKETANALYZER_ANALYZER_TEREDO,
		PACKETANALYZER_ANALYZER_UDP,
		PACKETANALYZER_ANALYZER_UNKNOWN_IP_TRANSPORT,
		PACKETANALYZER_ANALYZER_VLAN,
		PACKETANALYZER_ANALYZER_VNTAG,
		PACKETANALYZER_ANALYZER_VXLAN,
	};
}

module Analyzer;

export {
	## Analyzers of connections.
	type Tag: enum {
		ANALYZER_CONNSIZE,
		ANALYZER_CONTENTLINE,
		ANALYZER_CONTENTS,
		ANALYZER_ICMP,
		ANALYZER_PIA_TCP,
		ANALYZER_PIA_UDP,
		ANALYZER_STREAM_EVENT,
		ANALYZER_TCP,
		ANALYZER_TCPSTATS,
		ANALYZER_UDP,
		ANALYZER_UNKNOWN_IP_TRANSPORT,
		ANALYZER_ZIP,
	};
}

module Files;

export {
	## Analyzers of files.
	type Tag: enum {
		ANALYZER_DATA_EVENT,
		ANALYZER_ENTROPY,
		ANALYZER_EXTRACT,
		ANALYZER_MD5,
		ANALYZER_SHA1,
		ANALYZER_SHA224,
		ANALYZER_SHA256,
		ANALYZER_SHA384,
		ANALYZER_SHA512,
	};
}

module PacketAnalyzer;

export {
	## Analyzers of packets: the layers below connections.
	type Tag: enum {
		ANALYZER_ARP,
		ANALYZER_AYIYA,
		ANALYZER_ETHERNET,
		ANALYZER_FDDI,
		ANALYZER_GENEVE,
		ANALYZER_GRE,
		ANALYZER_GTPV1,
		ANALYZER_ICMP,
		ANALYZER_IEEE802_11,
		ANALYZER_IEEE802_11_RADIO,
		ANALYZER_IP,
		ANALYZER_IPTUNNEL,
		ANALYZER_LINUXSLL,
		ANALYZER_LINUXSLL2,
		ANALYZER_LLC,
		ANALYZER_MPLS,
		ANALYZER_NFLOG,
		ANALYZER_NOVELL_802_3,
		ANALYZER_NULL,
		ANALYZER_PBB,
		ANALYZER_PPP,
		ANALYZER_PPPOE,
		ANALYZER_PPPSERIAL,
		ANALYZER_ROOT,
		ANALYZER_SKIP,
		ANALYZER_SNAP,
		ANALYZER_TCP,
		ANALYZER_TEREDO,
		ANALYZER_UDP,
		ANALYZER_UNKNOWN_IP_TRANSPORT,
		ANALYZER_VLAN,
		ANALYZER_VNTAG,
		ANALYZER_VXLAN,
	};
}

module GLOBAL;

## What an analyzer was looking at when it confirmed its protocol.
type AnalyzerConfirmationInfo: record {
	c: connection &optional;
	f: fa_file &optional;
	aid: count &optional;
};

## Why an analyzer doubts that this is its protocol.
type AnalyzerViolationInfo: record {
	reason: string;
	c: connection &optional;
	f: fa_file &optional;
	aid: count &optional;
	## The bytes in question.
	data: string &optional;
};

## Bytes of a connection that are kept for protocol detection.
const dpd_buffer_size: count = 1024 &redef;

## Packets of a connection that are kept for protocol detection.
const dpd_max_packets: count = 100 &redef;

## Reassemble the buffered beginning before it is matched.
const dpd_reassemble_first_packets = T &redef;

## Match signatures against the beginning of connections only.
const dpd_match_only_beginning = T &redef;

## Stop matching once the buffer is full and raise protocol_late_match.
const dpd_late_match_stop = F &redef;

## Attach analyzers by content only, never by port.
const dpd_ignore_ports = F &redef;

## Violations by an analyzer after which it is no longer heard.
const max_analyzer_violations: count = 1000 &redef;

## Signature files to load besides those of @load-sigs, separated by blanks.
global signature_files = "" &redef;

const sig_max_group_size: count = 50 &redef;

type signature_state: record {
	sig_id: string;
	conn: connection;
	is_orig: bool;
	payload_size: count;
};

type files_tag_set: set[Files::Tag];

module BinPAC;

export {
	## Kept for old scripts: the largest buffer of a parser.
	const flowbuffer_capacity_max: count = 10485760 &redef;

	## Kept for old scripts: the smallest buffer of a parser.
	const flowbuffer_capacity_min: count = 512 &redef;

	## Kept for old scripts: buffers above this size shrink when they are emptied.
	const flowbuffer_contract_threshold: count = 2097152 &redef;
}
