##! Logging: scripts create streams and write records to them, filters say what becomes of a record.
##! Each stream starts out with a filter named "default".

@load base/engine/logging

module Log;

export {
	## The streams that are switched on.
	global active_streams: table[ID] of Stream = table();

	## All streams, on or off.
	global all_streams: table[ID] of Stream = table();

	## All filters, by stream and name.
	global filters: table[ID, string] of Filter = table();

	## The names of the filters of each stream.
	global stream_filters: table[ID] of set[string] = table();

	## What get_filter returns for a filter that does not exist.
	const no_filter = Filter($name="<not found>");

	## Asked for each record of each stream, before any filter; break keeps the record out.
	global log_stream_policy: StreamPolicyHook;

	## Raised for each line of print that goes to the log.
	global log_print: event(rec: PrintLogInfo);

	## Creates a stream with its default filter. A stream of this name is replaced.
	global create_stream: function(id: ID, stream: Stream): bool;

	## Removes a stream with its filters for good.
	global remove_stream: function(id: ID): bool;

	## Switches a stream on again.
	global enable_stream: function(id: ID): bool;

	## Switches a stream off: records are dropped, the events behind it do not run.
	global disable_stream: function(id: ID): bool;

	## Adds a filter to a stream, in place of one with the same name.
	global add_filter: function(id: ID, filter: Filter): bool;

	## Removes a filter.
	global remove_filter: function(id: ID, name: string): bool;

	## The names of the filters of a stream.
	global get_filter_names: function(id: ID): set[string];

	## A filter by its name, no_filter if there is none.
	global get_filter: function(id: ID, name: string): Filter;

	## Adds the filter "default".
	global add_default_filter: function(id: ID): bool;

	## Removes the filter "default".
	global remove_default_filter: function(id: ID): bool;

	## Lets a record that was held back out unchanged.
	global empty_post_delay_cb: PostDelayCallback;

	## Holds back the record that is being written until delay_finish is called as often as delay, or
	## until the time of the stream is over. Only inside log_stream_policy and Log::PolicyHook.
	##
	## post_delay_cb: called then; F drops the record.
	global delay: function(id: ID, rec: any, post_delay_cb: PostDelayCallback &default=empty_post_delay_cb): DelayToken;

	## Ends one delay of a record.
	global delay_finish: function(id: ID, rec: any, token: DelayToken): bool;

	## How many records of a stream are held back; -1 if there is no such stream.
	global get_delay_queue_size: function(id: ID): int;

	## Sets how long records may be held back. The time can only grow.
	global set_max_delay_interval: function(id: ID, max_delay: interval): bool;

	## Sets how many records may be held back.
	global set_max_delay_queue_size: function(id: ID, max_size: count): bool;

	## Switches buffering of a stream's files on or off.
	global set_buf: function(id: ID, buffered: bool): bool;

	## Writes out what is buffered.
	global flush: function(id: ID): bool;

	## The name of a log: that of the stream or filter, else made from the stream's identifier, such as
	## "capture_loss" from CaptureLoss::LOG.
	global default_path_func: function(id: ID, path: string, rec: any): string;

	## Where a rotated file goes: its path with the time of its beginning.
	const rotation_format_func: function(ri: RotationFmtInfo): RotationPath &redef;

	## What writers do with rotated files.
	const default_rotation_postprocessors: table[Writer] of function(info: RotationInfo): bool &redef;

	## Hands a rotated file to the command of default_rotation_postprocessor_cmd. Its arguments are the
	## file, the path of the filter, begin and end (%y-%m-%d_%H.%M.%S), 1 if the engine is about to end,
	## and the writer in lower case.
	global run_rotation_postprocessor_cmd: function(info: RotationInfo, npath: string): bool;

	## Hands a rotated file to the function of its writer.
	global __default_rotation_postprocessor: function(info: RotationInfo): bool;
}

function empty_post_delay_cb(rec: any, id: ID): bool
	{
	return T;
	}

redef rotation_format_func = function(ri: RotationFmtInfo): RotationPath
	{
	local name = fmt("%s-%s", ri$path, strftime(Log::default_rotation_date_format, ri$open));
	return RotationPath($file_basename=name);
	};

function default_path_func(id: ID, path: string, rec: any): string
	{
	if ( path != "" )
		return path;

	local parts = split_string1(cat(id), /::/);

	if ( |parts| < 2 )
		return to_lower(parts[0]);

	# Words of the module's name begin where a capital follows something that is none.
	local name = "";

	for ( i, text in split_string_all(parts[0], /[a-z0-9][A-Z]/) )
		name += i % 2 == 0 ? text : fmt("%s_%s", text[0], text[1]);

	if ( parts[1] != "LOG" )
		name = fmt("%s_%s", name, sub(parts[1], /_LOG$/, ""));

	return to_lower(name);
	}

function __default_rotation_postprocessor(info: RotationInfo): bool
	{
	if ( info$writer in default_rotation_postprocessors )
		return default_rotation_postprocessors[info$writer](info);

	return T;
	}

function run_rotation_postprocessor_cmd(info: RotationInfo, npath: string): bool
	{
	if ( default_rotation_postprocessor_cmd == "" )
		return T;

	local when_format = "%y-%m-%d_%H.%M.%S";
	local writer = to_lower(sub(cat(info$writer), /^.*WRITER_/, ""));
	local command = fmt("%s %s %s %s %s %d %s", default_rotation_postprocessor_cmd,
	                    safe_shell_quote(npath), safe_shell_quote(info$path),
	                    strftime(when_format, info$open), strftime(when_format, info$close),
	                    info$terminating ? 1 : 0, writer);

	return system_env(command, default_rotation_postprocessor_cmd_env) == 0;
	}

function add_stream_filters(id: ID, name: string)
	{
	if ( id in stream_filters )
		add stream_filters[id][name];
	else
		stream_filters[id] = set(name);
	}

function create_stream(id: ID, stream: Stream): bool
	{
	if ( ! __create_stream(id, stream) )
		return F;

	active_streams[id] = stream;
	all_streams[id] = stream;

	return add_default_filter(id);
	}

function remove_stream(id: ID): bool
	{
	if ( ! __remove_stream(id) )
		return F;

	delete active_streams[id];
	delete all_streams[id];

	if ( id in stream_filters )
		{
		for ( name in stream_filters[id] )
			delete filters[id, name];

		delete stream_filters[id];
		}

	return T;
	}

function disable_stream(id: ID): bool
	{
	if ( ! __disable_stream(id) )
		return F;

	delete active_streams[id];

	if ( id in all_streams )
		for ( group in all_streams[id]$event_groups )
			disable_event_group(group);

	return T;
	}

function enable_stream(id: ID): bool
	{
	if ( ! __enable_stream(id) )
		return F;

	if ( id in all_streams )
		{
		active_streams[id] = all_streams[id];

		for ( group in all_streams[id]$event_groups )
			enable_event_group(group);
		}

	return T;
	}

function add_filter(id: ID, filter: Filter): bool
	{
	local stream_path = "";

	if ( id in all_streams && all_streams[id]?$path )
		stream_path = all_streams[id]$path;

	# A filter without a name for its log takes the stream's, or one made from the stream's identifier;
	# a path_func gets the stream's name and may change it for each record.
	if ( ! filter?$path )
		{
		if ( ! filter?$path_func )
			filter$path = default_path_func(id, stream_path, "");
		else if ( stream_path != "" )
			filter$path = stream_path;
		}

	if ( ! __add_filter(id, filter) )
		return F;

	filters[id, filter$name] = filter;
	add_stream_filters(id, filter$name);

	return T;
	}

function remove_filter(id: ID, name: string): bool
	{
	if ( id in stream_filters )
		delete stream_filters[id][name];

	delete filters[id, name];

	return __remove_filter(id, name);
	}

function get_filter(id: ID, name: string): Filter
	{
	if ( [id, name] in filters )
		return filters[id, name];

	return no_filter;
	}

function get_filter_names(id: ID): set[string]
	{
	if ( id in stream_filters )
		return stream_filters[id];

	return set();
	}

function add_default_filter(id: ID): bool
	{
	return add_filter(id, Filter($name="default"));
	}

function remove_default_filter(id: ID): bool
	{
	return remove_filter(id, "default");
	}

function delay(id: ID, rec: any, post_delay_cb: PostDelayCallback): DelayToken
	{
	return __delay(id, rec, post_delay_cb);
	}

function delay_finish(id: ID, rec: any, token: DelayToken): bool
	{
	return __delay_finish(id, rec, token);
	}

function get_delay_queue_size(id: ID): int
	{
	return __get_delay_queue_size(id);
	}

function set_max_delay_interval(id: ID, max_delay: interval): bool
	{
	return __set_max_delay_interval(id, max_delay);
	}

function set_max_delay_queue_size(id: ID, max_size: count): bool
	{
	return __set_max_delay_queue_size(id, max_size);
	}

function set_buf(id: ID, buffered: bool): bool
	{
	return __set_buf(id, buffered);
	}

function flush(id: ID): bool
	{
	return __flush(id);
	}

event zeek_init() &priority=5
	{
	if ( print_to_log != REDIRECT_NONE )
		Log::create_stream(PRINTLOG, Stream($columns=PrintLogInfo, $ev=log_print, $path=print_log_path));
	}
