##! WebSocket (RFC 6455): the records, options and events of the analyzer.

@load base/bif/plugins/http

module GLOBAL;

redef enum Analyzer::Tag += { Analyzer::ANALYZER_WEBSOCKET };

redef enum AllAnalyzers::Tag += { AllAnalyzers::ANALYZER_ANALYZER_WEBSOCKET };

module WebSocket;

export {
	## Bytes of a control frame (ping, pong, close) that are looked at; 0: all. RFC 6455 allows 125.
	const max_control_frame_size: count = 125 &redef;

	## Payload is handed on in pieces of this many bytes.
	const payload_chunk_size: count = 8192 &redef;

	## Look for protocols in the payload by signatures, unless a script decides otherwise.
	const use_dpd_default = T &redef;

	## Of no effect: there is one analyzer.
	const use_spicy_analyzer = F &redef;

	## What is to be done with the payload of a WebSocket connection.
	type AnalyzerConfig: record {
		## The analyzer that gets it.
		analyzer: Analyzer::Tag &optional;
		## Without one: find it by signatures.
		use_dpd: bool &default=use_dpd_default;
		## The subprotocol that the server chose.
		subprotocol: string &optional;
		## The extensions that the server chose.
		server_extensions: vector of string &optional;
	};

	## Tells the analyzer with this id what is to be done with the payload. Takes effect after the packet at hand.
	global __configure_analyzer: function(c: connection, aid: count, config: AnalyzerConfig): bool;
}

module GLOBAL;

## The handshake is over: frames follow.
##
## aid: the id of the analyzer, for WebSocket::configure_analyzer.
global websocket_established: event(c: connection, aid: count);

## The header of a frame.
##
## fin: it is the last one of its message.
##
## rsv: its three reserved bits.
global websocket_frame: event(c: connection, is_orig: bool, fin: bool, rsv: count, opcode: count, payload_len: count);

## A piece of the payload of a frame, unmasked.
global websocket_frame_data: event(c: connection, is_orig: bool, data: string);

## A message is complete; opcode is that of its first frame.
global websocket_message: event(c: connection, is_orig: bool, opcode: count);

## One side closes. Without a reason that was sent, status is 0 and reason empty.
global websocket_close: event(c: connection, is_orig: bool, status: count, reason: string);
