##! Files on the wire: what is made of them, and files.log. A file is whatever a protocol transfers as a
##! whole: the body of an HTTP message, an attachment, a certificate.

@load base/frameworks/logging
@load base/frameworks/analyzer
@load base/utils/site

module Files;

export {
	## Brings the line of files.log for a file up to date; makes it first if there is none.
	global Files::set_info: function(f: fa_file);

	redef enum Log::ID += { LOG };

	## A line of files.log.
	type Info: record {
		## When the file was first seen.
		ts: time &log;
		## Its unique name.
		fuid: string &log;
		## The connection that carries it; there is a line for each if several do.
		uid: string &log &optional;
		## Addresses and ports of the connection.
		id: conn_id &log &optional;
		## Where it comes from: a protocol, or an input stream.
		source: string &log &optional;
		## How deep it is nested in its source, such as an attachment in a mail, or a part of a request.
		depth: count &default=0 &log;
		## The analyzers that looked at it.
		analyzers: set[string] &default=set() &log;
		## Its type, by its beginning.
		mime_type: string &log &optional;
		## Its name, where the protocol tells it.
		filename: string &log &optional;
		## How long it took.
		duration: interval &log &default=0 sec;
		## Whether a host of Site::local_nets sent it.
		local_orig: bool &log &optional;
		## Whether the originator of the connection sent it.
		is_orig: bool &log &optional;
		## Bytes handed to analyzers.
		seen_bytes: count &log &default=0;
		## Size, where the protocol announces it.
		total_bytes: count &log &optional;
		## Bytes that were never seen.
		missing_bytes: count &log &default=0;
		## Bytes that were seen but not analysed.
		overflow_bytes: count &log &default=0;
		## Whether it was given up since no more data came.
		timedout: bool &log &default=F;
		## The file that it was taken out of.
		parent_fuid: string &log &optional;
	} &redef;

	## How a protocol names and describes its files.
	type ProtoRegistration: record {
		## A name for the file that a connection carries right now. Parts with equal names belong together.
		get_file_handle: function(c: connection, is_orig: bool): string;

		## What to tell people about a file, such as its URL.
		describe: function(f: fa_file): string &default=function(f: fa_file): string { return ""; };
	};

	## Analyzers that are switched off.
	const disable: table[Files::Tag] of bool = table() &redef;

	## Attach analyzers to the types that they are registered for.
	const analyze_by_mime_type_automatically = T &redef;

	## Decides over each line of the log.
	global log_policy: Log::PolicyHook;

	## Raised with each line of the log.
	global log_files: event(rec: Info);

	## Whether a file is known.
	global file_exists: function(fuid: string): bool;

	## A file by its name. It has to exist.
	global lookup_file: function(fuid: string): fa_file;

	## Lets files be put together whose parts come out of order.
	global enable_reassembly: function(f: fa_file);

	## Drops parts that come out of order.
	global disable_reassembly: function(f: fa_file);

	## Sets how many bytes may wait for what comes before them.
	global set_reassembly_buffer_size: function(f: fa_file, max: count);

	## Sets the idle time of a file. With it file_timeout can give a file another chance.
	global set_timeout_interval: function(f: fa_file, t: interval): bool;

	## Attaches an analyzer.
	global add_analyzer: function(f: fa_file, tag: Files::Tag, args: AnalyzerArgs &default=AnalyzerArgs()): bool;

	## Takes an analyzer off; args have to be those that it was attached with.
	global remove_analyzer: function(f: fa_file, tag: Files::Tag, args: AnalyzerArgs &default=AnalyzerArgs()): bool;

	## Takes all analyzers off and ignores the rest of the file.
	global stop: function(f: fa_file): bool;

	## The name of an analyzer, such as "MD5".
	global analyzer_name: function(tag: Files::Tag): string;

	## Whether an analyzer is switched on.
	global analyzer_enabled: function(tag: Files::Tag): bool;

	## Switches an analyzer on.
	global enable_analyzer: function(tag: Files::Tag): bool;

	## Switches an analyzer off.
	global disable_analyzer: function(tag: Files::Tag): bool;

	## What to tell people about a file.
	global describe: function(f: fa_file): string;

	## Tells how a protocol names and describes its files.
	global register_protocol: function(tag: Analyzer::Tag, reg: ProtoRegistration): bool;

	## Calls a function for each file that this analyzer is attached to.
	global register_analyzer_add_callback: function(tag: Files::Tag, callback: function(f: fa_file, args: AnalyzerArgs));

	## Attaches an analyzer to all files of these types.
	global register_for_mime_types: function(tag: Files::Tag, mime_types: set[string]): bool;

	## Attaches an analyzer to all files of this type.
	global register_for_mime_type: function(tag: Files::Tag, mt: string): bool;

	## The types that an analyzer is registered for.
	global registered_mime_types: function(tag: Files::Tag): set[string];

	## The types that all analyzers are registered for.
	global all_registered_mime_types: function(): table[Files::Tag] of set[string];
}

redef record fa_file += {
	## The line of files.log.
	info: Info &optional;
};

# How each protocol names and describes its files.
global registered_protocols: table[Analyzer::Tag] of ProtoRegistration = table();

# The types of each analyzer, and the analyzers of each type.
global mime_types: table[Files::Tag] of set[string] = table();
global mime_type_to_analyzers: table[string] of set[Files::Tag] = table();

global analyzer_add_callbacks: table[Files::Tag] of function(f: fa_file, args: AnalyzerArgs) = table();

event zeek_init() &priority=5
	{
	Log::create_stream(LOG, Log::Stream($columns=Info, $ev=log_files, $path="files", $policy=log_policy));

	for ( tag, off in disable )
		if ( off )
			disable_analyzer(tag);
	}

# Brings the line of the log up to date.
function set_info(f: fa_file)
	{
	if ( ! f?$info )
		f$info = Info($ts=f$last_active, $fuid=f$id, $source=f$source);

	note_progress(f, f$info);
	}

function file_exists(fuid: string): bool
	{
	return __file_exists(fuid);
	}

function lookup_file(fuid: string): fa_file
	{
	return __lookup_file(fuid);
	}

function set_timeout_interval(f: fa_file, t: interval): bool
	{
	return __set_timeout_interval(f$id, t);
	}

function enable_reassembly(f: fa_file)
	{
	__enable_reassembly(f$id);
	}

function disable_reassembly(f: fa_file)
	{
	__disable_reassembly(f$id);
	}

function set_reassembly_buffer_size(f: fa_file, max: count)
	{
	__set_reassembly_buffer(f$id, max);
	}

function add_analyzer(f: fa_file, tag: Files::Tag, args: AnalyzerArgs): bool
	{
	if ( ! __analyzer_enabled(tag) )
		return F;

	add f$info$analyzers[__analyzer_name(tag)];

	if ( tag in analyzer_add_callbacks )
		analyzer_add_callbacks[tag](f, args);

	if ( ! __add_analyzer(f$id, tag, args) )
		{
		Reporter::warning(fmt("Analyzer %s not added successfully to file %s.", tag, f$id));
		return F;
		}

	return T;
	}

function remove_analyzer(f: fa_file, tag: Files::Tag, args: AnalyzerArgs): bool
	{
	return __remove_analyzer(f$id, tag, args);
	}

function stop(f: fa_file): bool
	{
	return __stop(f$id);
	}

function analyzer_name(tag: Files::Tag): string
	{
	return __analyzer_name(tag);
	}

function analyzer_enabled(tag: Files::Tag): bool
	{
	return __analyzer_enabled(tag);
	}

function enable_analyzer(tag: Files::Tag): bool
	{
	return __enable_analyzer(tag);
	}

function disable_analyzer(tag: Files::Tag): bool
	{
	return __disable_analyzer(tag);
	}

function register_analyzer_add_callback(tag: Files::Tag, callback: function(f: fa_file, args: AnalyzerArgs))
	{
	analyzer_add_callbacks[tag] = callback;
	}

function register_protocol(tag: Analyzer::Tag, reg: ProtoRegistration): bool
	{
	local is_new = tag !in registered_protocols;
	registered_protocols[tag] = reg;
	return is_new;
	}

function register_for_mime_type(tag: Files::Tag, mt: string): bool
	{
	if ( mt !in mime_type_to_analyzers )
		mime_type_to_analyzers[mt] = set();
	else if ( tag in mime_type_to_analyzers[mt] )
		return F;

	add mime_type_to_analyzers[mt][tag];

	if ( tag !in mime_types )
		mime_types[tag] = set();

	add mime_types[tag][mt];
	return T;
	}

function register_for_mime_types(tag: Files::Tag, mime_types: set[string]): bool
	{
	local all_new = T;

	for ( mt in mime_types )
		if ( ! register_for_mime_type(tag, mt) )
			all_new = F;

	return all_new;
	}

function registered_mime_types(tag: Files::Tag): set[string]
	{
	if ( tag in mime_types )
		return mime_types[tag];

	return set();
	}

function all_registered_mime_types(): table[Files::Tag] of set[string]
	{
	return mime_types;
	}

function describe(f: fa_file): string
	{
	if ( ! Analyzer::has_tag(f$source) )
		return "";

	local tag = Analyzer::get_tag(f$source);

	if ( tag !in registered_protocols )
		return "";

	return registered_protocols[tag]$describe(f);
	}

# Of a protocol without a registration, the analyzer names the files.
event get_file_handle(tag: Analyzer::Tag, c: connection, is_orig: bool) &priority=5
	{
	if ( tag in registered_protocols )
		set_file_handle(registered_protocols[tag]$get_file_handle(c, is_orig));
	}

event file_new(f: fa_file) &priority=10
	{
	set_info(f);
	}

event file_over_new_connection(f: fa_file, c: connection, is_orig: bool) &priority=10
	{
	# With the first connection comes file_new, which has just seen to it.
	if ( ! f?$info || |f$conns| > 1 )
		set_info(f);

	local info = f$info;
	local id = c$id;
	info$uid = c$uid;
	info$id = id;
	info$local_orig = ( is_orig ? id$orig_h : id$resp_h ) in Site::local_nets;
	}

event file_sniff(f: fa_file, meta: fa_metadata) &priority=10
	{
	set_info(f);

	if ( ! meta?$mime_type )
		return;

	local mime_type = meta$mime_type;
	f$info$mime_type = mime_type;

	if ( analyze_by_mime_type_automatically && mime_type in mime_type_to_analyzers )
		for ( tag in mime_type_to_analyzers[mime_type] )
			add_analyzer(f, tag);
	}

event file_timeout(f: fa_file) &priority=10
	{
	set_info(f);
	f$info$timedout = T;
	}

event file_state_remove(f: fa_file) &priority=10
	{
	set_info(f);
	}

event file_state_remove(f: fa_file) &priority=-10
	{
	local info = f$info;

	if ( ! f?$conns || |f$conns| == 0 )
		{
		Log::write(LOG, info);
		return;
		}

	for ( id, c in f$conns )
		{
		info$uid = c$uid;
		info$id = id;
		Log::write(LOG, info);
		}
	}
