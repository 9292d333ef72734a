##! Gnutella: the options and events of the analyzer.

module GLOBAL;

redef enum Analyzer::Tag += { Analyzer::ANALYZER_GNUTELLA };

redef enum AllAnalyzers::Tag += { AllAnalyzers::ANALYZER_ANALYZER_GNUTELLA };

module Gnutella;

export {
	## Most bytes of all lines of a greeting.
	const max_header_length: count = 32768 &redef;

	## Longest line of a greeting, in bytes.
	const max_line_length: count = 8192 &redef;
}

module GLOBAL;

## A message. The payload is its beginning, payload_len how much of it that is; complete tells whether all of the message was
## seen, trunc whether less than could be handed out was.
global gnutella_binary_msg: event(c: connection, orig: bool, msg_type: count, ttl: count, hops: count, msg_len: count, payload: string, payload_len: count, trunc: bool, complete: bool);

## Both peers have agreed to exchange messages.
global gnutella_establish: event(c: connection);

## It is HTTP: a peer fetches a file.
global gnutella_http_notify: event(c: connection);

## The connection is over, and the peers have not agreed.
global gnutella_not_establish: event(c: connection);

## The connection is over in the middle of the head of a message.
global gnutella_partial_binary_msg: event(c: connection, orig: bool, msg: string, len: count);

## A greeting: its lines, each with a line end before it.
global gnutella_text_msg: event(c: connection, orig: bool, headers: string);
