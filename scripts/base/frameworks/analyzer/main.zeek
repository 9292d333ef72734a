##! Analyzers: switching them on and off, and the ports at which they are tried. What a connection
##! turns out to speak is decided by its contents; ports only say what to try first.

@load base/frameworks/packet-filter/utils

## Raised when an analyzer was taken off a connection, since what it saw was not its protocol.
global analyzer_failed: event(ts: time, atype: AllAnalyzers::Tag, info: AnalyzerViolationInfo);

module Analyzer;

export {
	## Switch all analyzers off at start.
	global disable_all = F &redef;

	## Analyzers that are switched off at start.
	global disabled_analyzers: set[AllAnalyzers::Tag] = {
		AllAnalyzers::ANALYZER_ANALYZER_TCPSTATS,
	} &redef;

	## Analyzers that some script asks for: they are switched on at start, whatever the above says.
	global requested_analyzers: set[AllAnalyzers::Tag] = {} &redef;

	## The ports at which each analyzer is tried.
	global ports: table[AllAnalyzers::Tag] of set[port];

	## Asked before an analyzer is taken off a connection; break keeps it.
	global disabling_analyzer: hook(c: connection, atype: AllAnalyzers::Tag, aid: count);

	## Switches an analyzer on, of whatever kind; connections that exist are not affected.
	global enable_analyzer: function(tag: AllAnalyzers::Tag): bool;

	## Switches an analyzer off, of whatever kind; connections that exist are not affected.
	global disable_analyzer: function(tag: AllAnalyzers::Tag): bool;

	## Tries an analyzer at further ports of responders.
	##
	## server_ports: ports of servers, which also tell which end of a connection is the responder.
	##
	## non_server_ports: ports that tell nothing about that.
	global register_for_ports: function(tag: Analyzer::Tag, server_ports: set[port], non_server_ports: set[port] &default=set()): bool;

	## Tries an analyzer at a further port of responders.
	global register_for_port: function(tag: Analyzer::Tag, p: port): bool;

	## The ports at which an analyzer is tried.
	global registered_ports: function(tag: AllAnalyzers::Tag): set[port];

	## The ports at which all analyzers are tried.
	global all_registered_ports: function(): table[AllAnalyzers::Tag] of set[port];

	## The kind of an analyzer: "protocol", "packet" or "file".
	global kind: function(atype: AllAnalyzers::Tag): string;

	## Whether an analyzer of this name exists.
	global has_tag: function(name: string): bool;

	## The analyzer of this name. It has to exist.
	global get_tag: function(name: string): AllAnalyzers::Tag;

	## Foresees an analyzer for a connection that is about to come.
	##
	## orig: its originator; 0.0.0.0 stands for any.
	##
	## tout: for how long it is awaited.
	global schedule_analyzer: function(orig: addr, resp: addr, resp_p: port, analyzer: Analyzer::Tag, tout: interval): bool;

	## A BPF expression for the ports of an analyzer.
	global analyzer_to_bpf: function(tag: Analyzer::Tag): string;

	## A BPF expression for the ports of all analyzers.
	global get_bpf: function(): string;
}

event zeek_init() &priority=5
	{
	if ( disable_all )
		__disable_all_analyzers();

	for ( tag in disabled_analyzers )
		disable_analyzer(tag);
	}

event zeek_init() &priority=-5
	{
	for ( tag in requested_analyzers )
		enable_analyzer(tag);
	}

function enable_analyzer(tag: AllAnalyzers::Tag): bool
	{
	if ( is_packet_analyzer(tag) )
		return PacketAnalyzer::__enable_analyzer(tag);

	if ( is_file_analyzer(tag) )
		return Files::__enable_analyzer(tag);

	return __enable_analyzer(tag);
	}

function disable_analyzer(tag: AllAnalyzers::Tag): bool
	{
	if ( is_packet_analyzer(tag) )
		return PacketAnalyzer::__disable_analyzer(tag);

	if ( is_file_analyzer(tag) )
		return Files::__disable_analyzer(tag);

	return __disable_analyzer(tag);
	}

function register_for_port(tag: Analyzer::Tag, p: port): bool
	{
	if ( ! __register_for_port(tag, p) )
		return F;

	if ( tag !in ports )
		ports[tag] = set();

	add ports[tag][p];
	return T;
	}

function register_for_ports(tag: Analyzer::Tag, server_ports: set[port], non_server_ports: set[port]): bool
	{
	local all_went_well = T;

	for ( p in server_ports | non_server_ports )
		if ( ! register_for_port(tag, p) )
			all_went_well = F;

	return all_went_well;
	}

function registered_ports(tag: AllAnalyzers::Tag): set[port]
	{
	if ( tag in ports )
		return ports[tag];

	return set();
	}

function all_registered_ports(): table[AllAnalyzers::Tag] of set[port]
	{
	return ports;
	}

function kind(atype: AllAnalyzers::Tag): string
	{
	if ( is_protocol_analyzer(atype) )
		return "protocol";

	if ( is_packet_analyzer(atype) )
		return "packet";

	if ( is_file_analyzer(atype) )
		return "file";

	Reporter::warning(fmt("an analyzer of unknown kind: %s", atype));
	return "unknown";
	}

function has_tag(name: string): bool
	{
	return __has_tag(name);
	}

function get_tag(name: string): AllAnalyzers::Tag
	{
	return __tag(name);
	}

function schedule_analyzer(orig: addr, resp: addr, resp_p: port, analyzer: Analyzer::Tag, tout: interval): bool
	{
	return __schedule_analyzer(orig, resp, resp_p, analyzer, tout);
	}

function analyzer_to_bpf(tag: Analyzer::Tag): string
	{
	local filter = "";

	for ( p in registered_ports(tag) )
		filter = PacketFilter::combine_filters(filter, "or", PacketFilter::port_to_bpf(p));

	return filter;
	}

function get_bpf(): string
	{
	local filter = "";

	for ( tag in ports )
		for ( p in ports[tag] )
			filter = PacketFilter::combine_filters(filter, "or", PacketFilter::port_to_bpf(p));

	return filter;
	}
