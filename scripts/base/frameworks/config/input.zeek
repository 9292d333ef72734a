##! Options from files: those that Config::config_files names are read at the start and again whenever
##! they change.

@load ./main
@load base/frameworks/input

module Config;

export {
	## Files with options: a line each with the name and the value.
	const config_files: set[string] = {} &redef;

	## Reads a file now and changes nothing else; later changes of the file are not seen.
	global read_config: function(filename: string);
}

# A line of a file.
type EventFields: record {
	option_name: string;
	option_val: string;
};

# The values themselves come with InputConfig::new_value, already of the right types.
event Config::config_line(description: Input::EventDescription, tpe: Input::Event, p: EventFields)
	{
	}

const stream_prefix = "config-";

event InputConfig::new_value(name: string, source: string, id: string, value: any)
	{
	if ( starts_with(name, stream_prefix) )
		Config::set_value(id, value, source);
	}

function watch(filename: string, name: string, mode: Input::Mode)
	{
	Input::add_event(Input::EventDescription($source=filename, $name=name, $reader=Input::READER_CONFIG,
	                                         $mode=mode, $fields=EventFields,
	                                         $ev=Config::config_line));
	}

event zeek_init() &priority=5
	{
	for ( filename in config_files )
		watch(filename, cat(stream_prefix, filename), Input::REREAD);
	}

function read_config(filename: string)
	{
	local name = cat(stream_prefix, "oneshot-", filename);
	watch(filename, name, Input::MANUAL);
	}

event Input::end_of_data(name: string, source: string)
	{
	# What was read once is not needed any longer, and may be read once more.
	if ( starts_with(name, cat(stream_prefix, "oneshot-")) )
		Input::remove(name);
	}
