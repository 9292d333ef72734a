##! BitTorrent and its trackers: the records and events of the analyzers.

module GLOBAL;

redef enum Analyzer::Tag += {
	Analyzer::ANALYZER_BITTORRENT,
	Analyzer::ANALYZER_BITTORRENTTRACKER,
};

redef enum AllAnalyzers::Tag += {
	AllAnalyzers::ANALYZER_ANALYZER_BITTORRENT,
	AllAnalyzers::ANALYZER_ANALYZER_BITTORRENTTRACKER,
};

## Headers by name.
type bt_tracker_headers: table[string] of string;

## Where a peer listens.
type bittorrent_peer: record {
	h: addr;
	p: port;
};

type bittorrent_peer_set: set[bittorrent_peer];

## A value in an answer of a tracker: one of a number, a string, and a dictionary or a list as it was sent.
type bittorrent_benc_value: record {
	i: int &optional;
	s: string &optional;
	d: string &optional;
	l: string &optional;
};

## Values by key.
type bittorrent_benc_dir: table[string] of bittorrent_benc_value;

## The pieces that a peer has, a bit for each.
global bittorrent_peer_bitfield: event(c: connection, is_orig: bool, bitfield: string);

## A peer no longer wants a part of a piece.
global bittorrent_peer_cancel: event(c: connection, is_orig: bool, index: count, begin: count, length: count);

## A peer gives nothing for now.
global bittorrent_peer_choke: event(c: connection, is_orig: bool);

## A peer introduces itself.
global bittorrent_peer_handshake: event(c: connection, is_orig: bool, reserved: string, info_hash: string, peer_id: string);

## A peer has got a piece.
global bittorrent_peer_have: event(c: connection, is_orig: bool, piece_index: count);

## A peer wants something that the other one has.
global bittorrent_peer_interested: event(c: connection, is_orig: bool);

## A peer is still there.
global bittorrent_peer_keep_alive: event(c: connection, is_orig: bool);

## A peer wants nothing that the other one has.
global bittorrent_peer_not_interested: event(c: connection, is_orig: bool);

## A part of a piece is sent.
global bittorrent_peer_piece: event(c: connection, is_orig: bool, index: count, begin: count, piece_length: count);

## Where a peer listens for the distributed hash table.
global bittorrent_peer_port: event(c: connection, is_orig: bool, listen_port: port);

## A peer wants a part of a piece.
global bittorrent_peer_request: event(c: connection, is_orig: bool, index: count, begin: count, length: count);

## A peer gives again.
global bittorrent_peer_unchoke: event(c: connection, is_orig: bool);

## A message of a kind that is not known here.
global bittorrent_peer_unknown: event(c: connection, is_orig: bool, message_id: count, data: string);

## What a peer sends from here on is not looked at.
global bittorrent_peer_weird: event(c: connection, is_orig: bool, msg: string);

## A peer asks a tracker.
global bt_tracker_request: event(c: connection, uri: string, headers: bt_tracker_headers);

## A tracker answers: with peers, and other values by their keys.
global bt_tracker_response: event(c: connection, status: count, headers: bt_tracker_headers, peers: bittorrent_peer_set, benc: bittorrent_benc_dir);

## A tracker answers with another status than 200.
global bt_tracker_response_not_ok: event(c: connection, status: count, headers: bt_tracker_headers);

## Something in a connection to a tracker that does not belong there.
global bt_tracker_weird: event(c: connection, is_orig: bool, msg: string);
