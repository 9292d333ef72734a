##! MIME entities, as mail protocols carry them: options and events.

module GLOBAL;

module MIME;

export {
	## Entities inside entities that are looked into.
	const max_depth: count = 100 &redef;

	## Longest header.
	const max_header_bytes: count = 65536 &redef;
}

module GLOBAL;

## Length of the pieces that mime_segment_data gets.
global mime_segment_length: count = 1024 &redef;

## By how much these pieces overlap.
global mime_segment_overlap_length: count = 0 &redef;

## The whole decoded contents of a mail.
global mime_all_data: event(c: connection, length: count, data: string);

## All headers of an entity.
global mime_all_headers: event(c: connection, hlist: mime_header_list);

## An entity begins: a mail or one of its parts.
global mime_begin_entity: event(c: connection);

## MD5 of the whole decoded contents of a mail.
global mime_content_hash: event(c: connection, content_len: count, hash_value: string);

## SHA-256 of the whole decoded contents of a mail.
global mime_content_hash_sha256: event(c: connection, content_len: count, hash_value: string);

## An entity ends.
global mime_end_entity: event(c: connection);

## The whole decoded contents of an entity.
global mime_entity_data: event(c: connection, length: count, data: string);

## Something that does not follow the rules.
global mime_event: event(c: connection, event_type: string, detail: string);

## A header.
global mime_one_header: event(c: connection, h: mime_header_rec);

## A piece of the decoded contents of an entity.
global mime_segment_data: event(c: connection, length: count, data: string);
