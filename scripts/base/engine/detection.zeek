##! What events about detection carry: confirmations, violations, matches of signatures.

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
