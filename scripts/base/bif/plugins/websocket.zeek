##! WebSocket (RFC 6455): the records, options and events of the analyzer.

@load base/bif/plugins/http

module GLOBAL;

redef enum Analyzer::Tag += { Analyzer::ANALYZER_WEBSOCKET };

redef enum AllAnalyzers::Tag += { AllAnalyzers::ANALYZER_ANALYZER_WEBSOCKET };

module WebSocket;

export {
	const max_control_frame_size: count = 125 &redef;

	const payload_chunk_size: count = 8192 &redef;

	const use_dpd_default = T &redef;

	const use_spicy_analyzer = F &redef;

	## What the payload of a WebSocket connection is.
	type AnalyzerConfig: record {
		analyzer: Analyzer::Tag &optional;
		use_dpd: bool &default=T;
		subprotocol: string &optional;
		server_extensions: vector of string &optional;
	};
}

module GLOBAL;

global websocket_close: event(c: connection, is_orig: bool, status: count, reason: string);

global websocket_established: event(c: connection, aid: count);

global websocket_frame: event(c: connection, is_orig: bool, fin: bool, rsv: count, opcode: count, payload_len: count);

global websocket_frame_data: event(c: connection, is_orig: bool, data: string);

global websocket_message: event(c: connection, is_orig: bool, opcode: count);

redef HTTP::upgrade_analyzers += {
	["websocket"] = Analyzer::ANALYZER_WEBSOCKET,
};
