##! What this process consumes, in prof.log every quarter of a minute.

module Profiling;

# What logs end with.
function log_suffix(): string
	{
	local suffix = getenv("ZEEK_LOG_SUFFIX");
	return suffix == "" ? "log" : suffix;
	}

redef profiling_file = open(fmt("prof.%s", log_suffix()));
redef profiling_interval = 15 sec;
redef expensive_profiling_multiple = 20;

event zeek_init()
	{
	set_buf(profiling_file, F);
	}
