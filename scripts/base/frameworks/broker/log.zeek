##! What happens between peers, in broker.log.

@load base/frameworks/logging

module Broker;

export {
	redef enum Log::ID += { LOG };

	## Decides over each line of broker.log.
	global log_policy: Log::PolicyHook;

	## What a line of broker.log is about.
	type Type: enum {
		## A change of a peer, and an error.
		STATUS,
		ERROR,
		## What the library tells, by how much it matters.
		CRITICAL_EVENT,
		ERROR_EVENT,
		WARNING_EVENT,
		INFO_EVENT,
		VERBOSE_EVENT,
		DEBUG_EVENT,
	};

	## A line of broker.log.
	type Info: record {
		## When it happened.
		ts: time &log;
		## What kind of line it is.
		ty: Type &log;
		## What happened.
		ev: string &log;
		## The peer.
		peer: NetworkInfo &log &optional;
		## In words.
		message: string &log &optional;
	};

	## How much of what the library tells is told: in the log, and on standard error.
	const log_severity_level = LOG_WARNING &redef;
	const log_stderr_severity_level = LOG_CRITICAL &redef;
}

event zeek_init() &priority=5
	{
	Log::create_stream(LOG, [$columns=Info, $path="broker", $policy=log_policy]);
	}

# A line about a peer.
function log_status(ev: string, endpoint: EndpointInfo, msg: string)
	{
	local line = Info($ts=network_time(), $ty=STATUS, $ev=ev, $message=msg);

	if ( endpoint?$network )
		line$peer = endpoint$network;

	Log::write(LOG, line);
	}

event Broker::peer_added(endpoint: EndpointInfo, msg: string)
	{
	log_status("peer-added", endpoint, msg);
	}

event Broker::peer_removed(endpoint: EndpointInfo, msg: string)
	{
	log_status("peer-removed", endpoint, msg);
	}

event Broker::peer_lost(endpoint: EndpointInfo, msg: string)
	{
	log_status("connection-terminated", endpoint, msg);
	}

event Broker::error(code: ErrorCode, msg: string)
	{
	Log::write(LOG, Info($ts=network_time(), $ty=ERROR, $ev=sub(cat(code), /^Broker::/, ""), $message=msg));
	}
