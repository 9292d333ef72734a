##! File analysis: what scripts reach through the module Files.

module GLOBAL;

## Names the file that get_file_handle asked for.
global set_file_handle: function(handle: string): any;

## The types that the beginning of a file may have, strongest first.
global file_magic: function(data: string): mime_matches;

## The most likely type of data; F: a description.
global identify_data: function(data: string, return_mime: bool &default=T): string;

module Files;

export {
	global __add_analyzer: function(file_id: string, tag: Files::Tag, args: any): bool;

	global __analyzer_enabled: function(tag: Files::Tag): bool;

	global __analyzer_name: function(tag: Files::Tag): string;

	global __disable_analyzer: function(tag: Files::Tag): bool;

	global __disable_reassembly: function(file_id: string): bool;

	global __enable_analyzer: function(tag: Files::Tag): bool;

	global __enable_reassembly: function(file_id: string): bool;

	global __file_exists: function(fuid: string): bool;

	global __lookup_file: function(fuid: string): fa_file;

	global __remove_analyzer: function(file_id: string, tag: Files::Tag, args: any): bool;

	global __set_reassembly_buffer: function(file_id: string, max: count): bool;

	global __set_timeout_interval: function(file_id: string, t: interval): bool;

	global __stop: function(file_id: string): bool;

	## Puts what is known of a file into a record, as far as it has fields of these names: `source`, `is_orig`, `seen_bytes`,
	## `missing_bytes`, `overflow_bytes`, `total_bytes`, `parent_fuid`, and the time since `ts` as `duration`.
	global note_progress: function(f: fa_file, info: any);
}

module FileExtract;

export {
	global __set_limit: function(file_id: string, args: any, n: count): bool;
}
