##! Gnutella: the options and events of the analyzer.

module GLOBAL;

redef enum Analyzer::Tag += { Analyzer::ANALYZER_GNUTELLA };

redef enum AllAnalyzers::Tag += { AllAnalyzers::ANALYZER_ANALYZER_GNUTELLA };

module Gnutella;

export {
	const max_header_length: count = 32768 &redef;

	const max_line_length: count = 8192 &redef;
}

module GLOBAL;

global gnutella_binary_msg: event(c: connection, orig: bool, msg_type: count, ttl: count, hops: count, msg_len: count, payload: string, payload_len: count, trunc: bool, complete: bool);

global gnutella_establish: event(c: connection);

global gnutella_http_notify: event(c: connection);

global gnutella_not_establish: event(c: connection);

global gnutella_partial_binary_msg: event(c: connection, orig: bool, msg: string, len: count);

global gnutella_text_msg: event(c: connection, orig: bool, headers: string);
