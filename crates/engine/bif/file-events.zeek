##! Events of files on the wire.

module GLOBAL;

## Asks scripts for the name of the file that a connection carries right now; a handler answers with
## set_file_handle.
global get_file_handle: event(tag: Analyzer::Tag, c: connection, is_orig: bool);

## A file has been seen for the first time; of its contents nothing is known yet.
global file_new: event(f: fa_file);

## A file is carried by a further connection.
global file_over_new_connection: event(f: fa_file, c: connection, is_orig: bool);

## The type of a file has been recognised, or its beginning is over without.
global file_sniff: event(f: fa_file, meta: fa_metadata);

## A file has been idle too long.
global file_timeout: event(f: fa_file);

## A part of a file was never seen.
global file_gap: event(f: fa_file, offset: count, len: count);

## Out-of-order data of a file did not fit the buffer.
global file_reassembly_overflow: event(f: fa_file, offset: count, skipped: count);

## The last event of a file. This is where files.log is written.
global file_state_remove: event(f: fa_file);

## The randomness of a complete file.
global file_entropy: event(f: fa_file, ent: entropy_test_result);

## Kept for old scripts: a file transfer by FTP.
global file_transferred: event(c: connection, prefix: string, descr: string, mime_type: string);
