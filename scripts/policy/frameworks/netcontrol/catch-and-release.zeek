##! Catch and release: a host is dropped for a short time, then watched. When it shows up again it is dropped
##! for longer, so that few rules are in effect at any time.

@load base/frameworks/netcontrol

module NetControl;

export {
	redef enum Log::ID += { CATCH_RELEASE };

	## Decides over each line of netcontrol_catch_release.log.
	global log_policy_catch_release: Log::PolicyHook;

	## What is known of a host.
	type BlockInfo: record {
		## It is dropped until then.
		block_until: time &optional;
		## It is watched until then.
		watch_until: time;
		## How often it was dropped again.
		num_reblocked: count &default=0;
		## Which of the intervals is the present one.
		current_interval: count;
		## The rule that drops it, if any.
		current_block_id: string;
		## Why.
		location: string &optional;
	};

	## What a line tells.
	type CatchReleaseActions: enum {
		## Nothing was done.
		INFO,
		## A rule for the host was there already; the host is watched.
		ADDED,
		## A rule was asked for.
		DROP_REQUESTED,
		## The rule is in effect.
		DROPPED,
		## The rule is no more.
		UNBLOCK,
		## The host did not come back and is not watched any more.
		FORGOTTEN,
		## The host came back and is dropped again.
		SEEN_AGAIN,
	};

	## A line of netcontrol_catch_release.log.
	type CatchReleaseInfo: record {
		## When it happened.
		ts: time &log;
		## The rule.
		rule_id: string &log &optional;
		## The host.
		ip: addr &log;
		## What was done.
		action: CatchReleaseActions &log;
		## For how long the host is dropped.
		block_interval: interval &log &optional;
		## For how long it is watched.
		watch_interval: interval &log &optional;
		## It is dropped until then.
		blocked_until: time &log &optional;
		## It is watched until then.
		watched_until: time &log &optional;
		## How often it was dropped.
		num_blocked: count &log &optional;
		## Why.
		location: string &log &optional;
		## More, in words.
		message: string &log &optional;
		## The plugin.
		plugin: string &log &optional;
	};

	## Drops a host.
	global drop_address_catch_release: function(a: addr, location: string &default=""): BlockInfo;

	## Watches a host no more; a rule that drops it is taken back. F if it was not watched.
	global unblock_address_catch_release: function(a: addr, reason: string &default=""): bool;

	## A host showed up.
	global catch_release_seen: function(a: addr);

	## What is known of a host; its watch_until is 0 if it is not watched.
	global get_catch_release_info: function(a: addr): BlockInfo;

	## A host did not come back.
	global catch_release_forgotten: event(a: addr, bi: BlockInfo);

	## Originators of connections show up.
	const watch_connections = T &redef;

	## Tell of hosts that show up while they should be dropped.
	option catch_release_warn_blocked_ip_encountered = F;

	## For how long a host is dropped, the first time and each time after.
	const catch_release_intervals: vector of interval = vector(10 min, 1 hr, 24 hrs, 7 days) &redef;

	## Raised with each line of netcontrol_catch_release.log.
	global log_netcontrol_catch_release: event(rec: CatchReleaseInfo);

	## What nodes tell each other.
	global catch_release_block_new: event(a: addr, b: BlockInfo);
	global catch_release_block_delete: event(a: addr);
	global catch_release_add: event(a: addr, location: string);
	global catch_release_delete: event(a: addr, reason: string);
	global catch_release_encountered: event(a: addr);
}

event zeek_init() &priority=5
	{
	Log::create_stream(CATCH_RELEASE, Log::Stream($columns=CatchReleaseInfo, $ev=log_netcontrol_catch_release,
	                                              $path="netcontrol_catch_release", $policy=log_policy_catch_release));
	}

# The interval behind the present one, which is the last one again at the end.
function get_watch_interval(current_interval: count): interval
	{
	local following = current_interval + 1;
	return catch_release_intervals[following < |catch_release_intervals| ? following : current_interval];
	}

function populate_log_record(ip: addr, bi: BlockInfo, action: CatchReleaseActions): CatchReleaseInfo
	{
	local line = CatchReleaseInfo($ts=network_time(), $ip=ip, $action=action,
	                              $block_interval=catch_release_intervals[bi$current_interval],
	                              $watch_interval=get_watch_interval(bi$current_interval),
	                              $watched_until=bi$watch_until, $num_blocked=bi$num_reblocked + 1);

	if ( bi?$block_until )
		line$blocked_until = bi$block_until;

	if ( bi$current_block_id != "" )
		line$rule_id = bi$current_block_id;

	if ( bi?$location )
		line$location = bi$location;

	return line;
	}

# How long a host is watched still.
function per_block_interval(t: table[addr] of BlockInfo, idx: addr): interval
	{
	local remaining = t[idx]$watch_until - network_time();

	if ( remaining > 0 sec )
		return remaining;

	Log::write(CATCH_RELEASE, populate_log_record(idx, t[idx], FORGOTTEN));
	event NetControl::catch_release_forgotten(idx, t[idx]);
	return 0 sec;
	}

# The hosts that are watched.
global blocks: table[addr] of BlockInfo = {} &create_expire=0 sec &expire_func=per_block_interval;

# Whether a rule drops one of them.
function cr_check_rule(r: Rule): bool
	{
	if ( r$ty != DROP || r$entity$ty != ADDRESS )
		return F;

	local ip = r$entity$ip;
	return subnet_width(ip) == ( is_v4_subnet(ip) ? 32 : 128 ) && subnet_to_addr(ip) in blocks;
	}

# A line about a rule of a plugin.
function log_plugin(r: Rule, p: PluginState, action: CatchReleaseActions, message: string)
	{
	if ( ! cr_check_rule(r) )
		return;

	local ip = subnet_to_addr(r$entity$ip);
	local line = populate_log_record(ip, blocks[ip], action);
	line$plugin = p$plugin$name(p);

	if ( message != "" )
		line$message = message;

	Log::write(CATCH_RELEASE, line);
	}

event NetControl::rule_added(r: Rule, p: PluginState, msg: string)
	{
	log_plugin(r, p, DROPPED, msg);
	}

event NetControl::rule_exists(r: Rule, p: PluginState, msg: string)
	{
	log_plugin(r, p, INFO, msg + "Existing rule encountered while inserting rule");
	}

event NetControl::rule_error(r: Rule, p: PluginState, msg: string)
	{
	log_plugin(r, p, INFO, "Error occurred during rule operation: " + msg);
	}

event NetControl::rule_timeout(r: Rule, i: FlowInfo, p: PluginState)
	{
	if ( ! cr_check_rule(r) )
		return;

	local bi = blocks[subnet_to_addr(r$entity$ip)];
	local message = "";

	if ( bi?$block_until )
		{
		local late = network_time() - bi$block_until;

		if ( late > 1 min || late < -1 min )
			message = fmt("Difference between network_time and block time excessive: %f", late);
		}

	log_plugin(r, p, UNBLOCK, message);
	}

function get_catch_release_info(a: addr): BlockInfo
	{
	if ( a in blocks )
		return blocks[a];

	return BlockInfo($watch_until=double_to_time(0.0), $current_interval=0, $current_block_id="");
	}

function log_block(a: addr, bi: BlockInfo, action: CatchReleaseActions, message: string)
	{
	local line = populate_log_record(a, bi, action);

	if ( message != "" )
		line$message = message;

	Log::write(CATCH_RELEASE, line);
	}

function drop_address_catch_release(a: addr, location: string): BlockInfo
	{
	if ( a in blocks )
		{
		log_block(a, blocks[a], INFO, "Already blocked using catch-and-release - ignoring duplicate");
		return blocks[a];
		}

	local bi = BlockInfo($watch_until=network_time() + get_watch_interval(0), $current_interval=0, $current_block_id="");

	if ( location != "" )
		bi$location = location;

	local e = Entity($ty=ADDRESS, $ip=addr_to_subnet(a));

	# Somebody else drops it: it is watched for the time after that.
	if ( [e, DROP] in rule_entities )
		{
		bi$current_block_id = rule_entities[e, DROP]$id;
		log_block(a, bi, ADDED, "Address already blocked outside of catch-and-release. Catch and release will monitor and only actively block if it appears in network traffic.");
		blocks[a] = bi;
		return bi;
		}

	local id = drop_address(a, catch_release_intervals[0], location);

	if ( id == "" )
		{
		Reporter::error(fmt("Catch and release could not add block for %s; failing.", a));
		return get_catch_release_info(a);
		}

	bi$block_until = network_time() + catch_release_intervals[0];
	bi$current_block_id = id;
	blocks[a] = bi;
	log_block(a, bi, DROP_REQUESTED, "");
	return bi;
	}

function unblock_address_catch_release(a: addr, reason: string): bool
	{
	if ( a !in blocks )
		return F;

	local bi = blocks[a];
	log_block(a, bi, UNBLOCK, reason);
	delete blocks[a];

	if ( bi?$block_until && bi$block_until > network_time() && bi$current_block_id != "" )
		remove_rule(bi$current_block_id, reason);

	return T;
	}

function catch_release_seen(a: addr)
	{
	if ( a !in blocks )
		return;

	local bi = blocks[a];

	# Packets on their way while the rule is put into effect.
	if ( [Entity($ty=ADDRESS, $ip=addr_to_subnet(a)), DROP] in rule_entities )
		{
		if ( catch_release_warn_blocked_ip_encountered )
			log_block(a, bi, INFO, "Block seen while in rule_entities. No action taken.");

		return;
		}

	if ( bi$current_interval + 1 < |catch_release_intervals| )
		++bi$current_interval;

	local span = catch_release_intervals[bi$current_interval];
	bi$watch_until = network_time() + get_watch_interval(bi$current_interval);
	bi$block_until = network_time() + span;
	++bi$num_reblocked;
	bi$current_block_id = drop_address(a, span, fmt("Re-drop by catch-and-release: %s", bi?$location ? bi$location : ""));

	# The time for which it is watched begins anew.
	blocks[a] = bi;
	log_block(a, bi, SEEN_AGAIN, "");
	}

function watch(c: connection)
	{
	if ( watch_connections )
		catch_release_seen(c$id$orig_h);
	}

event new_connection(c: connection)
	{
	watch(c);
	}

event connection_established(c: connection)
	{
	watch(c);
	}

event partial_connection(c: connection)
	{
	watch(c);
	}

event connection_attempt(c: connection)
	{
	watch(c);
	}

event connection_rejected(c: connection)
	{
	watch(c);
	}

event connection_reset(c: connection)
	{
	watch(c);
	}

event connection_pending(c: connection)
	{
	watch(c);
	}
