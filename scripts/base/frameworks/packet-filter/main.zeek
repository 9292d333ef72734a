##! Which packets are analysed at all: one BPF expression, made of what scripts want to have and what
##! they want to leave out, and packet_filter.log, which tells of it.

@load base/frameworks/logging
@load base/frameworks/notice
@load base/frameworks/analyzer
@load ./utils

module PacketFilter;

export {
	redef enum Log::ID += { LOG };

	redef enum Notice::Type += {
		## An expression is not valid.
		Compile_Failure,
		## An expression could not be installed.
		Install_Failure,
		## An expression took too long to compile.
		Too_Long_To_Compile_Filter,
		## Packets were lost.
		Dropped_Packets,
	};

	## A line of packet_filter.log.
	type Info: record {
		## When it was installed.
		ts: time &log;
		## The node.
		node: string &log &optional;
		## The expression.
		filter: string &log;
		## Whether it was installed at start.
		init: bool &log &default=F;
		## Whether that went well.
		success: bool &log &default=T;
		## Why it did not.
		failure_reason: string &log &optional;
	};

	## What is analysed if nobody says anything.
	const default_capture_filter = "ip or not ip" &redef;

	## Packets that match this are analysed whatever the rest of the expression says.
	const unrestricted_filter = "" &redef;

	## Packets have to match this, whatever the rest of the expression says.
	const restricted_filter = "" &redef;

	## Analyse only ports that some analyzer is registered for.
	const enable_auto_protocol_capture_filters = F &redef;

	## An expression that takes longer raises a notice.
	const max_filter_compile_time = 100 msec &redef;

	## What a script does when the expression is made.
	type FilterPlugin: record {
		## Calls capture or exclude.
		func: function();
	};

	## Calls a script whenever the expression is made.
	global register_filter_plugin: function(fp: FilterPlugin);

	## Makes the expression and installs it.
	global install: function(): bool;

	## Leaves out what an expression matches. It is installed with the next change.
	global exclude: function(filter_id: string, filter: string): bool;

	## Leaves out what an expression matches, for a while.
	global exclude_for: function(filter_id: string, filter: string, span: interval): bool;

	## Takes back exclude; F if there is no such expression.
	global remove_exclude: function(filter_id: string): bool;

	## The expression that is installed.
	global current_filter: string = "<not set>";

	## Decides over each line of the log.
	global log_policy: Log::PolicyHook;
}

redef enum PcapFilterID += {
	DefaultPcapFilter,
	FilterTester,
};

# What scripts leave out at the moment.
global dynamic_restrict_filters: table[string] of string = {};

# Whether the expression is being made right now; changes are put together then.
global currently_building = F;

# Whether anything changed since it was installed.
global filter_changed = F;

global filter_plugins: set[FilterPlugin] = {};

# Raised again and again to install what changed in between.
global filter_change_tracking: event();

# An exclusion has come to its end.
event remove_dynamic_filter(filter_id: string)
	{
	remove_exclude(filter_id);
	}

# Whether an expression is valid.
function test_filter(filter: string): bool
	{
	if ( Pcap::precompile_pcap_filter(FilterTester, filter) )
		return T;

	# Long expressions would make long notices.
	local shown = |filter| > 1024 ? filter[0:1024] : filter;

	NOTICE(Notice::Info($note=Compile_Failure,
	                    $msg=fmt("Compiling packet filter failed: %s", Pcap::get_filter_state_string(FilterTester)),
	                    $sub=shown));
	return F;
	}

event zeek_init() &priority=6
	{
	Log::create_stream(LOG, Log::Stream($columns=Info, $path="packet_filter", $policy=log_policy));

	for ( id, filter in capture_filters )
		test_filter(filter);

	for ( id, filter in restrict_filters )
		test_filter(filter);
	}

event zeek_init() &priority=-5
	{
	install();
	event filter_change_tracking();
	}

event filter_change_tracking()
	{
	if ( filter_changed )
		install();

	schedule 5 min { filter_change_tracking() };
	}

function register_filter_plugin(fp: FilterPlugin)
	{
	add filter_plugins[fp];
	}

function remove_exclude(filter_id: string): bool
	{
	if ( filter_id !in dynamic_restrict_filters )
		return F;

	delete dynamic_restrict_filters[filter_id];
	filter_changed = T;
	return T;
	}

function exclude(filter_id: string, filter: string): bool
	{
	if ( ! test_filter(filter) )
		return F;

	dynamic_restrict_filters[filter_id] = filter;
	filter_changed = T;
	return T;
	}

function exclude_for(filter_id: string, filter: string, span: interval): bool
	{
	if ( ! exclude(filter_id, filter) )
		return F;

	schedule span { remove_dynamic_filter(filter_id) };
	return T;
	}

# The expression that everything together makes.
function build(): string
	{
	if ( cmd_line_bpf_filter != "" )
		return cmd_line_bpf_filter;

	currently_building = T;

	for ( plugin in filter_plugins )
		plugin$func();

	local capture = "";

	for ( id, filter in capture_filters )
		capture = combine_filters(capture, "or", filter);

	if ( enable_auto_protocol_capture_filters )
		capture = combine_filters(capture, "or", Analyzer::get_bpf());

	if ( capture == "" )
		capture = default_capture_filter;

	local restrict = "";

	for ( id, filter in restrict_filters )
		restrict = combine_filters(restrict, "and", filter);

	for ( id, filter in dynamic_restrict_filters )
		restrict = combine_filters(restrict, "and", fmt("not (%s)", filter));

	local all_of_it = combine_filters(capture, "and", restrict);

	if ( unrestricted_filter != "" )
		all_of_it = combine_filters(unrestricted_filter, "or", all_of_it);

	if ( restricted_filter != "" )
		all_of_it = combine_filters(restricted_filter, "and", all_of_it);

	currently_building = F;
	return all_of_it;
	}

function install(): bool
	{
	if ( currently_building )
		return F;

	local filter = build();
	local begin = current_time();

	if ( ! Pcap::precompile_pcap_filter(DefaultPcapFilter, filter) )
		{
		local state = Pcap::get_filter_state(DefaultPcapFilter);
		local error = state == Pcap::fatal ? "could not be compiled" : "was compiled with a warning";
		local reason = Pcap::get_filter_state_string(DefaultPcapFilter);

		NOTICE(Notice::Info($note=Compile_Failure, $msg=fmt("The packet filter %s: %s", error, reason),
		                    $sub=|filter| > 1024 ? filter[0:1024] : filter));

		if ( state == Pcap::fatal )
			Reporter::fatal(fmt("Bad pcap filter '%s': %s", filter, reason));
		}

	local took = current_time() - begin;

	if ( took > max_filter_compile_time )
		NOTICE(Notice::Info($note=Too_Long_To_Compile_Filter,
		                    $msg=fmt("Compiling the packet filter took %s", took),
		                    $sub=|filter| > 1024 ? filter[0:1024] : filter));

	local info = Info($ts=network_time(), $node=peer_description, $filter=filter);

	# Before the first packet of a capture there is no network time.
	if ( info$ts == double_to_time(0.0) )
		info$ts = current_time();

	info$init = current_filter == "<not set>";

	if ( Pcap::install_pcap_filter(DefaultPcapFilter) )
		current_filter = filter;
	else
		{
		info$success = F;
		info$failure_reason = Pcap::error();
		NOTICE(Notice::Info($note=Install_Failure, $msg="Installing the packet filter failed", $sub=filter));
		}

	filter_changed = F;

	if ( reading_live_traffic() || reading_traces() )
		Log::write(LOG, info);

	return info$success;
	}
