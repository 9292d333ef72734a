##! Options that change while the engine runs: every change goes to config.log.

@load base/frameworks/logging

module Config;

export {
	redef enum Log::ID += { LOG };

	## Decides over each line of config.log.
	global log_policy: Log::PolicyHook;

	## A line of config.log: an option got another value.
	type Info: record {
		## When.
		ts: time &log;
		## The option.
		id: string &log;
		## What it was.
		old_value: string &log;
		## What it is now.
		new_value: string &log;
		## Where the change came from, if whoever made it says so.
		location: string &log &optional;
	};

	## Raised with each line of config.log.
	global log_config: event(rec: Info);

	## Gives an option another value on this node.
	global set_value: function(ID: string, val: any, location: string &default=""): bool;
}

# A value as it stands in a configuration file.
function format_value(value: any): string
	{
	local name = type_name(value);

	if ( starts_with(name, "set") )
		{
		local items: vector of string = vector();

		for ( i, item in Option::any_set_to_any_vec(value) )
			items[i] = cat(item);

		return join_string_vec(items, ",");
		}

	if ( starts_with(name, "vector") )
		{
		local text = cat(value);
		return subst_string(sub(sub(text, /^\[/, ""), /\]$/, ""), ", ", ",");
		}

	return cat(value);
	}

# Runs last of all handlers of an option, so that the value that is logged is the one that stays.
function config_option_changed(ID: string, new_value: any, location: string): any
	{
	local line = Info($ts=network_time(), $id=ID, $old_value=format_value(lookup_ID(ID)),
	                  $new_value=format_value(new_value));

	if ( location != "" )
		line$location = location;

	Log::write(LOG, line);
	return new_value;
	}

event zeek_init() &priority=10
	{
	Log::create_stream(LOG, Log::Stream($columns=Info, $ev=log_config, $path="config", $policy=log_policy));

	for ( name in global_options() )
		Option::set_change_handler(name, config_option_changed, -100);
	}

function set_value(ID: string, val: any, location: string): bool
	{
	return Option::set(ID, val, location);
	}
