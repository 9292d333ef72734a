##! reporter.log: what the engine and scripts have to say about themselves.

@load base/frameworks/logging

module Reporter;

export {
	redef enum Log::ID += { LOG };

	## A line of reporter.log.
	type Info: record {
		## The time of the network.
		ts: time &log;
		## How bad it is.
		level: Level &log;
		## What happened.
		message: string &log;
		## The place in a script, if there is one.
		location: string &log &optional;
	};

	## Decides over each line of the log.
	global log_policy: Log::PolicyHook;
}

event zeek_init() &priority=5
	{
	Log::create_stream(LOG, Log::Stream($columns=Info, $path="reporter", $policy=log_policy));
	}

function report(t: time, level: Level, msg: string, location: string)
	{
	local line = Info($ts=t, $level=level, $message=msg);

	if ( location != "" )
		line$location = location;

	Log::write(LOG, line);
	}

event reporter_info(t: time, msg: string, location: string) &priority=-5
	{
	report(t, INFO, msg, location);
	}

event reporter_warning(t: time, msg: string, location: string) &priority=-5
	{
	report(t, WARNING, msg, location);
	}

event reporter_error(t: time, msg: string, location: string) &priority=-5
	{
	report(t, ERROR, msg, location);
	}
