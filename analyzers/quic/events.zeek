##! QUIC: the packets whose headers are in the clear, and the hellos of TLS in the first of them.

module GLOBAL;

redef enum Analyzer::Tag += { Analyzer::ANALYZER_QUIC };

redef enum AllAnalyzers::Tag += { AllAnalyzers::ANALYZER_ANALYZER_QUIC };

module QUIC;

export {
	## How many times a connection raises QUIC::discarded_packet; 0 for always, -1 for never.
	const max_discarded_packet_events: int = 100 &redef;
}

## An Initial packet.
##
## version: the number of the version.
##
## dcid: the connection ID of the receiver.
##
## scid: the connection ID of the sender.
global QUIC::initial_packet: event(c: connection, is_orig: bool, version: count, dcid: string, scid: string);

## A Retry packet: the server wants the client to begin again, with a token.
##
## retry_token: the token.
##
## retry_integrity_tag: the tag that protects the packet.
global QUIC::retry_packet: event(c: connection, is_orig: bool, version: count, dcid: string, scid: string, retry_token: string, retry_integrity_tag: string);

## A Handshake packet.
global QUIC::handshake_packet: event(c: connection, is_orig: bool, version: count, dcid: string, scid: string);

## A packet with data before the handshake is over.
global QUIC::zero_rtt_packet: event(c: connection, is_orig: bool, version: count, dcid: string, scid: string);

## A frame that ends the connection, in an Initial packet: later ones cannot be seen.
##
## error_code: why.
##
## reason_phrase: why, in words.
global QUIC::connection_close_frame: event(c: connection, is_orig: bool, version: count, dcid: string, scid: string, error_code: count, reason_phrase: string);

## A packet of a version that is not known, or a version negotiation, which names version 0.
global QUIC::unhandled_version: event(c: connection, is_orig: bool, version: count, dcid: string, scid: string);

## Bytes that are no packet, after an Initial packet could be decrypted.
##
## total_decrypted: how many packets were decrypted.
global QUIC::discarded_packet: event(c: connection, is_orig: bool, total_decrypted: count);

## The number of packets with short headers from a side has doubled.
##
## threshold: how many there are.
global QUIC::short_header_packet_threshold_crossed: event(c: connection, is_orig: bool, threshold: count);
