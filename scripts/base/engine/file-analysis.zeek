##! Files on the wire, as file analysis knows them.

module GLOBAL;

## Idle time after which a file is given up.
option default_file_timeout_interval: interval = 2 min;

## Bytes of the beginning of a file that are kept for recognition.
option default_file_bof_buffer_size: count = 4096;

## One candidate for the type of a file.
type mime_match: record {
	## How sure the signature is.
	strength: int;
	mime: string;
};

## Candidates, strongest first.
type mime_matches: vector of mime_match;

## A file on the wire, as file analysis sees it.
type fa_file: record {
	## Unique name, the same in all logs.
	id: string;
	## The file that this one was taken out of.
	parent_id: string &optional;
	## Where it comes from: a protocol name such as "HTTP".
	source: string;
	## T if the originator of the connection sent it.
	is_orig: bool &optional;
	## The connections that carry it.
	conns: table[conn_id] of connection &optional;
	## When data was last seen.
	last_active: time;
	## Bytes handed to analyzers.
	seen_bytes: count &default=0;
	## Size, where the protocol announces it.
	total_bytes: count &optional;
	## Bytes that were never seen.
	missing_bytes: count &default=0;
	## Bytes that analyzers did not get although they were seen: overlap or spent buffers.
	overflow_bytes: count &default=0;
	## Idle time after which file_timeout is raised.
	timeout_interval: interval &default=default_file_timeout_interval;
	## Bytes of the beginning that are kept for recognition.
	bof_buffer_size: count &default=default_file_bof_buffer_size;
	## The beginning of the file.
	bof_buffer: string &optional;
};

## What the beginning of a file tells about it.
type fa_metadata: record {
	## The strongest match.
	mime_type: string &optional;
	## All matches, strongest first.
	mime_types: mime_matches &optional;
	## T if the type was found in the data, F if the protocol announced it.
	inferred: bool &default=T;
};

module Files;

export {
	## What an analyzer is attached with. Analyzers add fields of their own.
	type AnalyzerArgs: record {
		## Raised for each piece of data with its offset, in any order (ANALYZER_DATA_EVENT).
		chunk_event: event(f: fa_file, data: string, off: count) &optional;
		## Raised for each piece of data in order (ANALYZER_DATA_EVENT).
		stream_event: event(f: fa_file, data: string) &optional;
	} &redef;

	## Put files together whose parts come out of order.
	option enable_reassembler = T;

	## Bytes of a file that may wait for what comes before them.
	const reassembly_buffer_size: count = 524288 &redef;
}

module GLOBAL;

## One header of an entity.
type mime_header_rec: record {
	## The name as it was sent.
	original_name: string;
	## The name in upper case.
	name: string;
	value: string;
};

## The headers of an entity, numbered from 1.
type mime_header_list: table[count] of mime_header_rec;
