##! Input streams, as the engine knows them. The functions that scripts call are in
##! base/frameworks/input.

module Input;

export {
	## What happened to a line of a source.
	type Event: enum {
		EVENT_NEW = 0,
		EVENT_CHANGED = 1,
		EVENT_REMOVED = 2,
	};

	## When a source is read.
	type Mode: enum {
		## Once, and whenever Input::force_update asks for it.
		MANUAL = 0,
		## Again whenever it changed.
		REREAD = 1,
		## Once, and then what is appended.
		STREAM = 2,
	};

	## Forms of sources.
	type Reader: enum {
		## Columns under a header that names them.
		READER_ASCII,
		## Made-up data, to measure with.
		READER_BENCHMARK,
		## Bytes as they are.
		READER_BINARY,
		## Names of options with values.
		READER_CONFIG,
		## Lines, or what a command prints.
		READER_RAW,
		## A query of a database.
		READER_SQLITE,
	};

	## The reader of streams that name none.
	option default_reader = READER_ASCII;

	## The mode of streams that name none.
	option default_mode = MANUAL;

	## Separator of columns.
	const separator = "\t" &redef;

	## Separator of the elements of sets and vectors.
	const set_separator = "," &redef;

	## What stands for a container or string without contents.
	const empty_field = "(empty)" &redef;

	## What stands for a field that is not set.
	const unset_field = "-" &redef;

	## Put up with record fields of types that no reader can fill; they stay unset.
	const accept_unsupported_types = F &redef;

	## Reads a source into a table or set.
	type TableDescription: record {
		## Path, command or query, as the reader takes it.
		source: string;
		reader: Reader &default=default_reader;
		mode: Mode &default=default_mode;
		## Name, unique among all streams.
		name: string;
		## The table or set.
		destination: any;
		## A record type whose fields make the index.
		idx: any;
		## A record type whose fields make the value; not set for sets.
		val: any &optional;
		## F: the value is the one field of val itself.
		want_record: bool &default=T;
		## An event raised for each change: (description, tpe: Input::Event, left: idx, right: val).
		ev: any &optional;
		## Decides over each change: (tpe: Input::Event, left: idx, right: val); F keeps it out.
		pred: function(typ: Input::Event, left: any, right: any): bool &optional;
		## An event raised for each error: (description, message: string, level: Reporter::Level).
		error_ev: any &optional;
		## Settings of the reader.
		config: table[string] of string &default=table();
	};

	## Raises an event for each line of a source.
	type EventDescription: record {
		## Path, command or query, as the reader takes it.
		source: string;
		reader: Reader &default=default_reader;
		mode: Mode &default=default_mode;
		## Name, unique among all streams.
		name: string;
		## A record type whose fields are the columns.
		fields: any;
		## T: the event gets one record; F: each field as an argument.
		want_record: bool &default=T;
		## The event: (description, tpe: Input::Event, fields).
		ev: any;
		## An event raised for each error: (description, message: string, level: Reporter::Level).
		error_ev: any &optional;
		## Settings of the reader.
		config: table[string] of string &default=table();
	};

	## Hands a source to file analysis.
	type AnalysisDescription: record {
		## Path or command, as the reader takes it.
		source: string;
		reader: Reader &default=READER_BINARY;
		mode: Mode &default=default_mode;
		## Name, unique among all streams; it becomes the file's source.
		name: string;
		## Settings of the reader.
		config: table[string] of string &default=table();
	};

	## All lines of a source have been read, or read again.
	global end_of_data: event(name: string, source: string);
}
