##! HTTP/1: the records, options and events of the analyzer. An entity is a body or, inside a
##! multipart body, one of its parts; is_orig tells requests from replies.

module GLOBAL;

redef enum Analyzer::Tag += { Analyzer::ANALYZER_HTTP };

redef enum AllAnalyzers::Tag += { AllAnalyzers::ANALYZER_ANALYZER_HTTP };

## Sums over one HTTP connection.
type http_stats_rec: record {
	num_requests: count;
	num_replies: count;
	request_version: double;
	reply_version: double;
};

## How one request or reply ended.
type http_message_stat: record {
	## When its first line was seen.
	start: time;
	## The message did not reach its end.
	interrupted: bool;
	## Why it ended: "message ends normally" if all went well.
	finish_msg: string;
	## Bytes of the body as transferred, before content decoding.
	body_length: count;
	## Bytes of the body that were never seen.
	content_gap_length: count;
	## Bytes of the header lines.
	header_length: count;
};

## Entity data is collected up to this many bytes before http_entity_data is raised; 0 hands it on as
## it comes.
global http_entity_data_delivery_size: count = 1500 &redef;

## Undo brotli and zstd as well as gzip and deflate. Sizes and types in logs are then those of the decoded content.
const http_decode_more_codings = F &redef;

## Do not look into bodies at all.
const skip_http_data = F &redef;

## Longest URI that is kept, longer ones are cut and raise the weird "excessively_long_URI"; negative:
## no limit.
const truncate_http_URI: int = -1 &redef;

module HTTP;

export {
	## The analyzer that takes over after a reply 101, by the name of the protocol in lower case.
	const upgrade_analyzers: table[string] of Analyzer::Tag = {} &redef;
}

module GLOBAL;

## The request line. unescaped_URI has its percent escapes undone.
global http_request: event(c: connection, method: string, original_URI: string, unescaped_URI: string, version: string);

## The status line.
global http_reply: event(c: connection, version: string, code: count, reason: string);

## One header. name is upper case, original_name as it was sent.
global http_header: event(c: connection, is_orig: bool, original_name: string, name: string, value: string);
global http_header: event(c: connection, is_orig: bool, name: string, value: string);

## All headers of one entity, numbered from 1.
global http_all_headers: event(c: connection, is_orig: bool, hlist: mime_header_list);

## Before an entity: the body of a message or a part of a multipart body.
global http_begin_entity: event(c: connection, is_orig: bool);

## After an entity.
global http_end_entity: event(c: connection, is_orig: bool);

## A chunk of an entity, decoded.
global http_entity_data: event(c: connection, is_orig: bool, length: count, data: string);

## The content type of an entity, upper case; absent ones are announced as TEXT/PLAIN.
global http_content_type: event(c: connection, is_orig: bool, ty: string, subty: string);

## A request or reply is complete or cut off.
global http_message_done: event(c: connection, is_orig: bool, stat: http_message_stat);

## Something that is not fatal yet worth knowing about, such as a header that does not parse.
global http_event: event(c: connection, event_type: string, detail: string);

## When a connection ends: how many requests and replies it held.
global http_stats: event(c: connection, stats: http_stats_rec);

## After a reply 101 the connection speaks another protocol.
global http_connection_upgrade: event(c: connection, protocol: string);
