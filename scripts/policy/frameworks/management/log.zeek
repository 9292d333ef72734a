##! What these processes do, in management.log.

@load base/frameworks/cluster
@load base/frameworks/logging
@load ./config
@load ./types

module Management::Log;

export {
	redef enum Log::ID += { LOG };

	## Decides over each line.
	global log_policy: Log::PolicyHook;

	## How much a line matters.
	type Level: enum {
		DEBUG,
		INFO,
		WARNING,
		ERROR,
	};

	## A line of the log.
	type Info: record {
		ts: time &log;
		## Who says it.
		node: string &log;
		level: string &log;
		## What that process is.
		role: string &log;
		message: string &log;
	};

	## What matters less is not logged.
	global level = INFO &redef;

	## Writes a line.
	global debug: function(message: string);
	global info: function(message: string);
	global warning: function(message: string);
	global error: function(message: string);
}

event zeek_init() &priority=5
	{
	local name = Management::role == Management::CONTROLLER ? "controller" : "management";
	Log::create_stream(LOG, [$columns=Info, $path=name, $policy=log_policy]);
	}

function write(how: Level, message: string)
	{
	if ( enum_to_int(how) < enum_to_int(level) )
		return;

	local name = Cluster::node != "" ? Cluster::node : "zeek";
	Log::write(LOG, Info($ts=network_time(), $node=name, $level=sub(cat(how), /^.*::/, ""),
	                     $role=sub(cat(Management::role), /^.*::/, ""), $message=message));
	}

function debug(message: string)
	{
	write(DEBUG, message);
	}

function info(message: string)
	{
	write(INFO, message);
	}

function warning(message: string)
	{
	write(WARNING, message);
	}

function error(message: string)
	{
	write(ERROR, message);
	}
