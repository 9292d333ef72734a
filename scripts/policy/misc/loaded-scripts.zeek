##! All scripts that were loaded, indented by who loaded whom, in loaded_scripts.log.

@load base/frameworks/logging

module LoadedScripts;

export {
	redef enum Log::ID += { LOG };

	## Decides over each line of loaded_scripts.log.
	global log_policy: Log::PolicyHook;

	## A line of loaded_scripts.log.
	type Info: record {
		## The script.
		name: string &log;
	};
}

function get_indent(level: count): string
	{
	local indent = "";

	while ( level > 0 )
		{
		indent += "  ";
		--level;
		}

	return indent;
	}

event zeek_init() &priority=5
	{
	Log::create_stream(LOG, Log::Stream($columns=Info, $path="loaded_scripts", $policy=log_policy));
	}

event zeek_script_loaded(path: string, level: count)
	{
	Log::write(LOG, Info($name=cat(get_indent(level), compress_path(path))));
	}
