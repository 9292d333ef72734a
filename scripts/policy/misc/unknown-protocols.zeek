##! Protocols within packets that no analyzer knows, in unknown_protocols.log. How many are told is up to the options
##! of module UnknownProtocol, which belong to the engine.

@load base/frameworks/logging
@load base/frameworks/notice

module UnknownProtocol;

export {
	redef enum Log::ID += { LOG };

	## Decides over each line of unknown_protocols.log.
	global log_policy: Log::PolicyHook;

	## A line of unknown_protocols.log.
	type Info: record {
		## When it was seen.
		ts: time &log;
		## The analyzer that met it.
		analyzer: string &log;
		## The number of the protocol, in hexadecimal digits.
		protocol_id: string &log;
		## The number itself.
		protocol_id_num: count;
		## The first bytes behind it.
		first_bytes: string &log;
		## The analyzers that took the packet apart before.
		analyzer_history: vector of string &log;
	};
}

event zeek_init() &priority=5
	{
	Log::create_stream(LOG, Log::Stream($columns=Info, $path="unknown_protocols", $policy=log_policy));
	}

event unknown_protocol(analyzer_name: string, protocol: count, first_bytes: string, analyzer_history: string_vec)
	{
	Log::write(LOG, Info($ts=network_time(), $analyzer=analyzer_name, $protocol_id=fmt("0x%x", protocol),
	                     $protocol_id_num=protocol, $first_bytes=bytestring_to_hexstr(first_bytes),
	                     $analyzer_history=analyzer_history));
	}
