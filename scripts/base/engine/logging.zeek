##! Log streams and filters, as the engine knows them. The functions that scripts call are in
##! base/frameworks/logging.

module Log;

export {
	## Streams. Each script that logs adds its own.
	type ID: enum {
		## Stands for no stream.
		UNKNOWN,
		## What print writes, if it is sent to a log.
		PRINTLOG,
	};

	## Forms in which logs are written.
	type Writer: enum {
		WRITER_ASCII,
		WRITER_NONE,
		WRITER_SQLITE,
	};

	## Hand records to the writers of this process.
	const enable_local_logging = T &redef;

	## Hand records to other nodes.
	const enable_remote_logging = T &redef;

	## The writer of filters that name none.
	const default_writer = WRITER_ASCII &redef;

	## Directory of logs; empty: the current one.
	const default_logdir = "" &redef;

	## Separator of fields, where the writer needs one.
	const separator = "\t" &redef;

	## Separator of the elements of sets and vectors.
	const set_separator = "," &redef;

	## What stands for a container or string without contents.
	const empty_field = "(empty)" &redef;

	## What stands for a field that is not set.
	const unset_field = "-" &redef;

	## How long records may wait in buffers.
	const flush_interval = 1 sec &redef;

	## How many records may wait in buffers.
	const write_buffer_size: count = 1000 &redef;

	## Largest record, in bytes, that is handed to another node.
	const max_log_record_size: count = 64 * 1024 * 1024 &redef;

	## How often a log file is closed and a new one opened; 0: never.
	const default_rotation_interval = 0 sec &redef;

	## Shape of the time in names of rotated files, for strftime.
	const default_rotation_date_format = "%Y-%m-%d-%H-%M-%S" &redef;

	## Directory of rotated files; empty: where they are written.
	option default_rotation_dir = "";

	## A shell command that gets each rotated file; empty: none.
	const default_rotation_postprocessor_cmd = "" &redef;

	## Environment variables for that command, which sees them with the prefix ZEEK_ARG_.
	option default_rotation_postprocessor_cmd_env: table[string] of string = {};

	## How often alarms are mailed; 0: with each rotation of their log.
	const default_mail_alarms_interval = 0 sec &redef;

	## Columns that shall have other names, by their usual ones.
	const default_field_name_map: table[string] of string = table() &redef;

	## What joins the names of a record field and the fields inside it.
	const default_scope_sep = "." &redef;

	## What the names of extension fields begin with.
	const default_ext_prefix = "_" &redef;

	## Longest time that a record may be held back by Log::delay.
	const default_max_delay_interval = 200 msec &redef;

	## Most records of a stream that may be held back; the oldest goes out when there are more.
	const default_max_delay_queue_size: count = 1000 &redef;

	## Longest string in a field; what is beyond is cut off. 0: no limit.
	const default_max_field_string_bytes: count = 4096 &redef;

	## Bytes of all strings of a record together. 0: no limit.
	const default_max_total_string_bytes: count = 256000 &redef;

	## Most elements of a set or vector in a field. 0: no limit.
	const default_max_field_container_elements: count = 100 &redef;

	## Elements of all sets and vectors of a record together. 0: no limit.
	const default_max_total_container_elements: count = 500 &redef;

	## A file that was rotated.
	type RotationInfo: record {
		writer: Writer;
		## Where the file is now.
		fname: string;
		## The path of the filter.
		path: string;
		open: time;
		close: time;
		## The engine is about to end.
		terminating: bool;
	};

	## A file that is about to be rotated.
	type RotationFmtInfo: record {
		writer: Writer;
		## The path of the filter.
		path: string;
		open: time;
		close: time;
		## The engine is about to end.
		terminating: bool;
		## Who gets the file afterwards.
		postprocessor: function(info: RotationInfo): bool &optional;
	};

	## Where a rotated file goes.
	type RotationPath: record {
		## A directory; empty: where the file is.
		dir: string &default=default_rotation_dir;
		## The name without extension.
		file_basename: string;
	};

	## The record of extension fields for a path. Has to be redefined to have any effect.
	const default_ext_func: function(path: string): any =
		function(path: string): any { } &redef;

	## How a stream is written: which records, which fields, by which writer, under which name.
	type Filter: record {
		## Name, unique within the stream.
		name: string;
		## Form of the log.
		writer: Writer &default=default_writer;
		## Name of the log, without extension. It comes from path_func or the stream if it is not set.
		path: string &optional;
		## Gives the name of the log for each record, by the name it would have otherwise.
		path_func: function(id: ID, path: string, rec: any): string &optional;
		## Columns to write; not set: all.
		include: set[string] &optional;
		## Columns not to write.
		exclude: set[string] &optional;
		## Write records in this process.
		log_local: bool &default=enable_local_logging;
		## Write records on a logger node.
		log_remote: bool &default=enable_remote_logging;
		## Columns that shall have other names.
		field_name_map: table[string] of string &default=default_field_name_map;
		## What joins the names of a record field and the fields inside it.
		scope_sep: string &default=default_scope_sep;
		## What the names of extension fields begin with.
		ext_prefix: string &default=default_ext_prefix;
		## Gives the record of extension fields.
		ext_func: function(path: string): any &default=default_ext_func;
		## How often the file is rotated; 0: never.
		interv: interval &default=default_rotation_interval;
		## Gets each rotated file; not set: the one of the writer.
		postprocessor: function(info: RotationInfo): bool &optional;
		## Settings of the writer.
		config: table[string] of string &default=table();
	};

	## Decides over a record and a filter: break keeps the record out. The record may be changed.
	type PolicyHook: hook(rec: any, id: ID, filter: Filter);

	## The same over a record, whatever the filters.
	type StreamPolicyHook: hook(rec: any, id: ID);

	# The hook's type names the record, so that the field can only come now.
	redef record Filter += {
		## Decides over each record; not set: the one of the stream.
		policy: PolicyHook &optional;
	};

	## A sequence of records of one type.
	type Stream: record {
		## The type of the records.
		columns: any;
		## An event raised for each record.
		ev: any &optional;
		## Name of the log of filters that say nothing else.
		path: string &optional;
		## Decides over each record of filters that have no policy of their own.
		policy: PolicyHook &optional;
		## Groups of event handlers that only serve this stream: they are switched off and on with it.
		event_groups: set[string] &default=set();
		## Longest time that a record may be held back.
		max_delay_interval: interval &default=default_max_delay_interval;
		## Most records that may be held back.
		max_delay_queue_size: count &default=default_max_delay_queue_size;
		## Longest string in a field.
		max_field_string_bytes: count &default=default_max_field_string_bytes;
		## Bytes of all strings of a record together.
		max_total_string_bytes: count &default=default_max_total_string_bytes;
		## Most elements of a set or vector in a field.
		max_field_container_elements: count &default=default_max_field_container_elements;
		## Elements of all sets and vectors of a record together.
		max_total_container_elements: count &default=default_max_total_container_elements;
	};

	## Called when a record that was held back is due; F keeps it out for good.
	type PostDelayCallback: function(rec: any, id: ID): bool;

	## Stands for one call of Log::delay.
	type DelayToken: opaque of Log::DelayToken;

	## What print does besides writing to its file.
	type PrintLogType: enum {
		## Nothing.
		REDIRECT_NONE,
		## What goes to stdout goes to the log instead.
		REDIRECT_STDOUT,
		## Everything goes to the log instead.
		REDIRECT_ALL,
	};

	## A line of print.
	type PrintLogInfo: record {
		ts: time &log;
		vals: vector of string &log;
	};

	## Whether print writes to a log.
	const print_to_log: PrintLogType = REDIRECT_NONE &redef;

	## Name of that log.
	const print_log_path = "print" &redef;
}
