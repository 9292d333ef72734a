##! Analyzers: tags, ports, schedules; what scripts reach through the module Analyzer.

module GLOBAL;

## The number of the analyzer that raised the event at hand.
global current_analyzer: function(): count;

## Takes an analyzer off a connection; prevent: for good.
global disable_analyzer: function(cid: conn_id, aid: count, err_if_no_conn: bool &default=T, prevent: bool &default=F): bool;

## The number of a connection's analyzer with this tag; 0 if there is none.
global lookup_connection_analyzer_id: function(cid: conn_id, atype: AllAnalyzers::Tag): count;

## Whether a tag names an analyzer of connections.
global is_protocol_analyzer: function(atype: AllAnalyzers::Tag): bool;

## Whether a tag names an analyzer of packets.
global is_packet_analyzer: function(atype: AllAnalyzers::Tag): bool;

## Whether a tag names an analyzer of files.
global is_file_analyzer: function(atype: AllAnalyzers::Tag): bool;

## Shows signatures a text as if the connection's analyzers had found it, for analyzers in script. The kind counts file magic,
## payload, HTTP request, its body, its headers, HTTP reply's body, its headers, FTP, Finger from 0. bol: the text begins a line;
## eol: it ends it; clear: what was matched before is forgotten. The signatures' events come when the present handlers are done.
global match_signatures: function(c: connection, pattern_type: int, s: string, bol: bool, eol: bool, from_orig: bool, clear: bool): bool;

module Analyzer;

export {
	global __disable_all_analyzers: function(): any;

	global __disable_analyzer: function(id: Analyzer::Tag): bool;

	global __enable_analyzer: function(id: Analyzer::Tag): bool;

	global __has_tag: function(name: string): bool;

	global __name: function(atype: AllAnalyzers::Tag): string;

	global __register_for_port: function(id: Analyzer::Tag, p: port): bool;

	global __schedule_analyzer: function(orig: addr, resp: addr, resp_p: port, analyzer: Analyzer::Tag, tout: interval): bool;

	global __tag: function(name: string): AllAnalyzers::Tag;

	## The name of an analyzer, such as "HTTP".
	global name: function(atype: AllAnalyzers::Tag): string;
}

module PacketAnalyzer;

export {
	global __disable_analyzer: function(id: PacketAnalyzer::Tag): bool;

	global __enable_analyzer: function(id: PacketAnalyzer::Tag): bool;

	global __set_ignore_checksums_nets: function(v: subnet_set): bool;

	global register_packet_analyzer: function(parent: PacketAnalyzer::Tag, identifier: count, child: PacketAnalyzer::Tag): bool;

	global register_protocol_detection: function(parent: PacketAnalyzer::Tag, child: PacketAnalyzer::Tag): bool;

	global try_register_packet_analyzer_by_name: function(parent: string, identifier: count, child: string): bool;
}

module PacketAnalyzer::GTPV1;

export {
	global remove_gtpv1_connection: function(cid: conn_id): bool;
}

module PacketAnalyzer::TEREDO;

export {
	global remove_teredo_connection: function(cid: conn_id): bool;
}

module PacketAnalyzer::Geneve;

export {
	global get_options: function(): geneve_options_vec_vec;
}

module PacketAnalyzer::PPPoE;

export {
	global session_id: function(): count;
}

module TCP;

export {
	global raw_options: function(stop_at_eol: bool &default=T): TCP::RawOptionList;
}
