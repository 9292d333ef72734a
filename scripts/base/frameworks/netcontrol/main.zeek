##! Rules for the network: what is to be dropped, let through, changed or sent elsewhere. Scripts add rules,
##! plugins put them into effect.
##!
##! Rules are kept under their id and by what they are about; there is one rule of a type for an entity.

@load ./types
@load ./plugin
@load ./log

module NetControl;

export {
	## Takes a plugin into use. Of several that could take a rule, those with the highest priority get it.
	global activate: function(p: PluginState, priority: int);

	## The place where plugins are activated.
	global init: event();

	## All plugins are ready: rules can be added.
	global init_done: event();

	## Lets the traffic of a host pass. Like all functions that add a rule, gives its id, or "".
	global whitelist_address: function(a: addr, t: interval, location: string &default=""): string;

	## Lets the traffic of a network pass.
	global whitelist_subnet: function(s: subnet, t: interval, location: string &default=""): string;

	## Sends a flow to another port of the switch.
	global redirect_flow: function(f: flow_id, out_port: count, t: interval, location: string &default=""): string;

	## Lets a host reach nothing but a server that explains why: its questions to the name server go to that
	## server, too. Gives the ids of the rules.
	global quarantine_host: function(infected: addr, dns: addr, quarantine: addr, t: interval, location: string &default=""): vector of string;

	## Removes all rules.
	global clear: function();

	## Adds a rule.
	global add_rule: function(r: Rule): string;

	## Takes a rule back. T if the plugins accepted that.
	global remove_rule: function(id: string, reason: string &default=""): bool;

	## Forgets a rule, which stays in effect at plugins that do not end it by themselves.
	global delete_rule: function(id: string, reason: string &default=""): bool;

	## Rules that are about all of a network, or about a host.
	global find_rules_subnet: function(sn: subnet): vector of Rule;
	global find_rules_addr: function(ip: addr): vector of Rule;

	## What plugins tell: a rule is in effect, was so before, was taken back, is over, or failed.
	global rule_added: event(r: Rule, p: PluginState, msg: string &default="");
	global rule_exists: event(r: Rule, p: PluginState, msg: string &default="");
	global rule_removed: event(r: Rule, p: PluginState, msg: string &default="");
	global rule_timeout: event(r: Rule, i: FlowInfo, p: PluginState);
	global rule_error: event(r: Rule, p: PluginState, msg: string &default="");

	## A rule is kept from now on, and is so no more.
	global rule_new: event(r: Rule);
	global rule_destroyed: event(r: Rule);

	## Decides over a rule before it is handed to plugins; may change it.
	global rule_policy: hook(r: Rule);

	## A rule is in effect at a plugin.
	global rule_added_policy: hook(r: Rule, p: PluginState, exists: bool, msg: string);
}

redef record Rule += {
	# Plugins that took it, those where it is in effect, and those where it was so before.
	_plugin_ids: set[count] &default=set();
	_active_plugin_ids: set[count] &default=set();
	_no_expire_plugins: set[count] &default=set();
	# It is in effect at all of them.
	_added: bool &default=F;
};

# Plugins by priority, and by number.
global plugins: vector of PluginState = vector();
global plugin_ids: table[count] of PluginState = table();
global plugin_counter: count = 1;

# All plugins are ready; none is activated any more.
global plugins_active = F;
global zeek_init_done = F;

# Rules by id, by the networks they are about, and by what they do with what.
global rules: table[string] of Rule = table();
global rules_by_subnets: table[subnet] of set[string] = table();
global rule_entities: table[Entity, RuleType] of Rule = table();
global rule_counter: count = 1;

function add_simple_rule(ty: RuleType, e: Entity, t: interval, location: string, priority: int): string
	{
	return add_rule(Rule($ty=ty, $target=FORWARD, $entity=e, $expire=t, $location=location, $priority=priority));
	}

function whitelist_subnet(s: subnet, t: interval, location: string): string
	{
	return add_simple_rule(WHITELIST, Entity($ty=ADDRESS, $ip=s), t, location, whitelist_priority);
	}

function whitelist_address(a: addr, t: interval, location: string): string
	{
	return whitelist_subnet(addr_to_subnet(a), t, location);
	}

# A flow as an entity.
function flow_entity(f: flow_id): Entity
	{
	return Entity($ty=FLOW, $flow=Flow($src_h=addr_to_subnet(f$src_h), $src_p=f$src_p,
	                                   $dst_h=addr_to_subnet(f$dst_h), $dst_p=f$dst_p));
	}

function redirect_flow(f: flow_id, out_port: count, t: interval, location: string): string
	{
	return add_rule(Rule($ty=REDIRECT, $target=FORWARD, $entity=flow_entity(f), $expire=t, $location=location,
	                     $out_port=out_port));
	}

function quarantine_host(infected: addr, dns: addr, quarantine: addr, t: interval, location: string): vector of string
	{
	local host = addr_to_subnet(infected);
	local name_server = addr_to_subnet(dns);
	local ids: vector of string = vector();
	ids += add_simple_rule(DROP, Entity($ty=FLOW, $flow=Flow($src_h=host)), t, location, default_priority);

	local question = Entity($ty=FLOW, $flow=Flow($src_h=host, $dst_h=name_server, $dst_p=53/udp));
	ids += add_rule(Rule($ty=MODIFY, $target=FORWARD, $entity=question, $expire=t, $location=location,
	                     $mod=FlowMod($dst_h=quarantine), $priority=+5));

	local answer = Entity($ty=FLOW, $flow=Flow($src_h=name_server, $src_p=53/udp, $dst_h=host));
	ids += add_rule(Rule($ty=MODIFY, $target=FORWARD, $entity=answer, $expire=t, $location=location,
	                     $mod=FlowMod($src_h=dns), $priority=+5));

	local pages = Entity($ty=FLOW, $flow=Flow($src_h=host, $dst_h=addr_to_subnet(quarantine), $dst_p=80/tcp));
	ids += add_simple_rule(WHITELIST, pages, t, location, +5);
	return ids;
	}

function clear()
	{
	local ids: vector of string = vector();

	for ( id in rules )
		ids += id;

	for ( i, known in ids )
		remove_rule(known);
	}

# Plugins.

function check_plugins()
	{
	if ( plugins_active )
		return;

	for ( i, p in plugins )
		if ( ! p$_activated )
			return;

	plugins_active = T;

	if ( |plugins| > 0 )
		log_msg_no_plugin("plugin initialization done");

	event NetControl::init_done();
	}

function plugin_activated(p: PluginState)
	{
	if ( ! p?$_id || p$_id !in plugin_ids )
		{
		log_error("unknown plugin activated", p);
		return;
		}

	if ( plugin_ids[p$_id]$_activated )
		return;

	plugin_ids[p$_id]$_activated = T;
	log_msg("activation finished", p);

	if ( zeek_init_done )
		check_plugins();
	}

function activate_impl(p: PluginState, priority: int)
	{
	p$_priority = priority;
	plugins += p;
	sort(plugins, function(p1: PluginState, p2: PluginState): int { return p2$_priority - p1$_priority; });
	p$_id = plugin_counter;
	plugin_ids[plugin_counter] = p;
	++plugin_counter;

	if ( ! p$plugin?$init )
		{
		plugin_activated(p);
		return;
		}

	log_msg(fmt("activating plugin with priority %d", priority), p);
	p$plugin$init(p);
	}

event zeek_init() &priority=-5
	{
	event NetControl::init();
	}

event NetControl::init() &priority=-20
	{
	zeek_init_done = T;
	check_plugins();

	if ( ! plugins_active )
		log_msg_no_plugin("waiting for plugins to initialize");
	}

event zeek_done()
	{
	for ( i, p in plugins )
		if ( p$plugin?$done )
			p$plugin$done(p);
	}

# Rules by the networks they are about.

# The networks of a rule.
function networks(e: Entity): set[subnet]
	{
	local all: set[subnet] = set();

	switch ( e$ty )
		{
		case ADDRESS:
			add all[e$ip];
			break;

		case CONNECTION:
			add all[addr_to_subnet(e$conn$orig_h)];
			add all[addr_to_subnet(e$conn$resp_h)];
			break;

		case FLOW:
			if ( e$flow?$src_h )
				add all[e$flow$src_h];

			if ( e$flow?$dst_h )
				add all[e$flow$dst_h];

			break;

		case MAC:
			break;
		}

	return all;
	}

function add_subnet_entry(rule: Rule)
	{
	for ( net in networks(rule$entity) )
		{
		# A look-up finds networks around this one as well.
		if ( ! check_subnet(net, rules_by_subnets) )
			rules_by_subnets[net] = set();

		add rules_by_subnets[net][rule$id];
		}
	}

function remove_subnet_entry(rule: Rule)
	{
	for ( net in networks(rule$entity) )
		{
		if ( ! check_subnet(net, rules_by_subnets) )
			next;

		delete rules_by_subnets[net][rule$id];

		if ( |rules_by_subnets[net]| == 0 )
			delete rules_by_subnets[net];
		}
	}

function find_rules_subnet(sn: subnet): vector of Rule
	{
	local found: vector of Rule = vector();

	for ( i, net in matching_subnets(sn, rules_by_subnets) )
		for ( id in rules_by_subnets[net] )
			if ( id in rules )
				found += rules[id];

	return found;
	}

function find_rules_addr(ip: addr): vector of Rule
	{
	return find_rules_subnet(addr_to_subnet(ip));
	}

# The life of a rule.

function add_rule_impl(rule: Rule): string
	{
	if ( ! plugins_active )
		{
		log_rule_no_plugin(rule, FAILED, "plugins not initialized yet");
		return "";
		}

	rule$cid = ++rule_counter;

	if ( rule$id == "" )
		rule$id = cat(rule$cid);

	if ( ! hook NetControl::rule_policy(rule) )
		return "";

	if ( [rule$entity, rule$ty] in rule_entities )
		{
		log_rule_no_plugin(rule, FAILED, "discarded duplicate insertion");
		return "";
		}

	local accepted = F;
	local priority = +0;

	for ( i, p in plugins )
		{
		if ( ! p$_activated )
			next;

		# Those of the priority that took it have had their turn.
		if ( accepted && p$_priority != priority )
			break;

		if ( ! p$plugin$add_rule(p, rule) )
			next;

		accepted = T;
		priority = p$_priority;
		log_rule(rule, "ADD", REQUESTED, p);
		add rule$_plugin_ids[p$_id];
		}

	if ( ! accepted )
		{
		log_rule_no_plugin(rule, FAILED, "not supported");
		return "";
		}

	rules[rule$id] = rule;
	rule_entities[rule$entity, rule$ty] = rule;
	add_subnet_entry(rule);
	event NetControl::rule_new(rule);
	return rule$id;
	}

# Forgets a rule that is in effect nowhere.
function rule_cleanup(r: Rule)
	{
	if ( |r$_active_plugin_ids| > 0 )
		return;

	remove_subnet_entry(r);
	delete rule_entities[r$entity, r$ty];
	delete rules[r$id];
	event NetControl::rule_destroyed(r);
	}

function delete_rule_impl(id: string, reason: string): bool
	{
	if ( id !in rules )
		{
		Reporter::error(fmt("Rule %s does not exist in NetControl::delete_rule", id));
		return F;
		}

	local rule = rules[id];
	rule$_active_plugin_ids = set();
	rule_cleanup(rule);
	log_rule_no_plugin(rule, REMOVED, reason == "" ? "delete_rule" : fmt("delete_rule: %s", reason));
	return T;
	}

function remove_rule_plugin(r: Rule, p: PluginState, reason: string &default=""): bool
	{
	if ( p$plugin$remove_rule(p, r, reason) )
		{
		log_rule(r, "REMOVE", REQUESTED, p, reason);
		return T;
		}

	log_rule_error(r, reason == "" ? "remove failed" : fmt("remove failed (original reason: %s)", reason), p);
	return F;
	}

function remove_rule_impl(id: string, reason: string): bool
	{
	if ( id !in rules )
		{
		Reporter::error(fmt("Rule %s does not exist in NetControl::remove_rule", id));
		return F;
		}

	local r = rules[id];
	local success = T;

	for ( plugin_id in r$_active_plugin_ids )
		success = remove_rule_plugin(r, plugin_ids[plugin_id], reason);

	return success;
	}

# The rule that is kept, for one that a plugin names; unset fields of what is named do not matter.
function known_rule(r: Rule, p: PluginState, unknown: string, stranger: string): bool
	{
	if ( r$id !in rules )
		{
		log_rule_error(r, unknown, p);
		return F;
		}

	if ( stranger != "" && p$_id !in rules[r$id]$_plugin_ids )
		{
		log_rule_error(r, stranger, p);
		return F;
		}

	return T;
	}

function rule_added_impl(r: Rule, p: PluginState, exists: bool, msg: string &default="")
	{
	if ( ! known_rule(r, p, "Addition of unknown rule", "Rule added to non-responsible plugin") )
		return;

	local rule = rules[r$id];
	hook NetControl::rule_added_policy(rule, p, exists, msg);

	# What was in effect before does not end with the rule.
	if ( exists )
		add rule$_no_expire_plugins[p$_id];

	log_rule(r, "ADD", exists ? EXISTS : SUCCEEDED, p, msg);
	add rule$_active_plugin_ids[p$_id];

	if ( |rule$_plugin_ids| == |rule$_active_plugin_ids| )
		rule$_added = T;
	}

function rule_removed_impl(r: Rule, p: PluginState, msg: string &default="")
	{
	if ( ! known_rule(r, p, "Removal of non-existing rule", "Removed from non-assigned plugin") )
		return;

	local rule = rules[r$id];
	delete rule$_active_plugin_ids[p$_id];
	log_rule(rule, "REMOVE", SUCCEEDED, p, msg);
	rule_cleanup(rule);
	}

function rule_timeout_impl(r: Rule, i: FlowInfo, p: PluginState)
	{
	if ( ! known_rule(r, p, "Timeout of non-existing rule", "") )
		return;

	local rule = rules[r$id];
	local parts: vector of string = vector();

	if ( i?$packet_count )
		parts += fmt("Packets: %d", i$packet_count);

	if ( i?$byte_count )
		parts += fmt("Bytes: %s", i$byte_count);

	log_rule(rule, "EXPIRE", TIMEOUT, p, join_string_vec(parts, " "));

	# The plugin does not know that the time is over.
	if ( ! p$plugin$can_expire )
		{
		remove_rule_plugin(rule, p);
		return;
		}

	if ( ! known_rule(r, p, "", "Timeout from non-assigned plugin") )
		return;

	delete rule$_active_plugin_ids[p$_id];
	rule_cleanup(rule);
	}

function rule_error_impl(r: Rule, p: PluginState, msg: string &default="")
	{
	if ( ! known_rule(r, p, "Error of non-existing rule", "") )
		return;

	local rule = rules[r$id];
	log_rule_error(rule, msg, p);

	if ( ! known_rule(r, p, "", "Error from non-assigned plugin") )
		return;

	# An error in removing counts as done; one in adding leaves the rule to the other plugins, if there are any.
	local removing = p$_id in rule$_active_plugin_ids;
	delete rule$_plugin_ids[p$_id];
	delete rule$_active_plugin_ids[p$_id];

	if ( removing || |rule$_plugin_ids| == 0 )
		rule_cleanup(rule);
	}

function rule_expire_impl(r: Rule, p: PluginState)
	{
	# Nothing is over only because the run is.
	if ( zeek_is_terminating() || r$id !in rules )
		return;

	local rule = rules[r$id];

	if ( p$_id !in rule$_no_expire_plugins )
		{
		event NetControl::rule_timeout(r, FlowInfo(), p);
		return;
		}

	delete rule$_active_plugin_ids[p$_id];
	delete rule$_no_expire_plugins[p$_id];
	rule_cleanup(rule);
	}
