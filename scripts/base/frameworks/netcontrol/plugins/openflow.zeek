##! A plugin that carries rules out by changing flows of switches, through the framework OpenFlow.

@load ../main
@load ../plugin
@load base/frameworks/openflow

module NetControl;

export {
	## How rules become flows, and which do.
	type OfConfig: record {
		## Takes rules about what this monitor gets, and about what others get.
		monitor: bool &default=T;
		forward: bool &default=T;
		## Seconds without a packet after which a flow goes; 0: never.
		idle_timeout: count &default=0;
		## The table of the switch.
		table_id: count &optional;
		## Added to the priorities of rules, since a switch knows none below 0.
		priority_offset: int &default=+0;
		## Whether a rule is taken; without one, by the first two fields.
		check_pred: function(p: PluginState, r: Rule): bool &optional;
		## Other packets in the place of those that the rule is about.
		match_pred: function(p: PluginState, e: Entity, m: vector of OpenFlow::ofp_match): vector of OpenFlow::ofp_match &optional;
		## Another change in the place of the one that the rule becomes.
		flow_mod_pred: function(p: PluginState, r: Rule, m: OpenFlow::ofp_flow_mod): OpenFlow::ofp_flow_mod &optional;
	};

	redef record PluginState += {
		of_controller: OpenFlow::Controller &optional;
		of_config: OfConfig &optional;
	};

	## A rule on its way, and what the switch has told of it.
	type OfTable: record {
		p: PluginState;
		r: Rule;
		## Flows of the rule that the switch has answered for.
		c: count &default=0;
		packet_count: count &default=0;
		byte_count: count &default=0;
		duration_sec: double &default=0.0;
	};

	## How long an answer of a switch is waited for.
	const openflow_message_timeout = 20 sec &redef;

	## How long flows are remembered of which a switch tells when they are gone.
	const openflow_flow_timeout = 24 hr &redef;

	## The plugin for this switch.
	global create_openflow: function(controller: OpenFlow::Controller, config: OfConfig &default=OfConfig()): PluginState;
}

# No answer has come.
function of_no_answer(t: table[count, OpenFlow::ofp_flow_mod_command] of OfTable, cid: count, command: OpenFlow::ofp_flow_mod_command): interval
	{
	local waiting = t[cid, command];
	event NetControl::rule_error(waiting$r, waiting$p, "Timeout during rule insertion/removal");
	return 0 sec;
	}

# What waits for an answer, by the rule's number.
global of_messages: table[count, OpenFlow::ofp_flow_mod_command] of OfTable &create_expire=openflow_message_timeout
	&expire_func=of_no_answer;

# Flows in effect, by the rule's number.
global of_flows: table[count] of OfTable &create_expire=openflow_flow_timeout;

# Plugins by the name of their switch.
global of_instances: table[string] of PluginState;

function openflow_name(p: PluginState): string
	{
	return fmt("Openflow-%s", p$of_controller$describe(p$of_controller$state));
	}

function openflow_check_rule(p: PluginState, r: Rule): bool
	{
	local config = p$of_config;

	if ( config?$check_pred )
		return config$check_pred(p, r);

	return r$target == MONITOR ? config$monitor : config$forward;
	}

function determine_dl_type(s: subnet): count
	{
	return is_v6_subnet(s) ? OpenFlow::ETH_IPv6 : OpenFlow::ETH_IPv4;
	}

function determine_proto(p: port): count
	{
	if ( is_udp_port(p) )
		return OpenFlow::IP_UDP;

	return is_icmp_port(p) ? OpenFlow::IP_ICMP : OpenFlow::IP_TCP;
	}

# The packets of one direction.
function flow_to_match(f: Flow): OpenFlow::ofp_match
	{
	local match = OpenFlow::ofp_match();

	if ( f?$src_m )
		match$dl_src = f$src_m;

	if ( f?$dst_m )
		match$dl_dst = f$dst_m;

	if ( f?$src_h )
		{
		match$dl_type = determine_dl_type(f$src_h);
		match$nw_src = f$src_h;
		}

	if ( f?$dst_h )
		{
		match$dl_type = determine_dl_type(f$dst_h);
		match$nw_dst = f$dst_h;
		}

	if ( f?$src_p )
		{
		match$nw_proto = determine_proto(f$src_p);
		match$tp_src = port_to_count(f$src_p);
		}

	if ( f?$dst_p )
		{
		match$nw_proto = determine_proto(f$dst_p);
		match$tp_dst = port_to_count(f$dst_p);
		}

	return match;
	}

function entity_to_match(p: PluginState, e: Entity): vector of OpenFlow::ofp_match
	{
	local all: vector of OpenFlow::ofp_match = vector();

	switch ( e$ty ) {
	case CONNECTION:
		all += OpenFlow::match_conn(e$conn);
		all += OpenFlow::match_conn(e$conn, T);
		break;
	case MAC:
		all += OpenFlow::ofp_match($dl_src=e$mac);
		all += OpenFlow::ofp_match($dl_dst=e$mac);
		break;
	case ADDRESS:
		all += OpenFlow::ofp_match($dl_type=determine_dl_type(e$ip), $nw_src=e$ip);
		all += OpenFlow::ofp_match($dl_type=determine_dl_type(e$ip), $nw_dst=e$ip);
		break;
	case FLOW:
		all += flow_to_match(e$flow);
		break;
	}

	return p$of_config?$match_pred ? p$of_config$match_pred(p, e, all) : all;
	}

# What is changed in the packets of a MODIFY.
function modifications(mod: FlowMod): OpenFlow::ofp_flow_action
	{
	local actions = OpenFlow::ofp_flow_action();
	actions$out_ports = vector(mod?$redirect_port ? mod$redirect_port : OpenFlow::OFPP_NORMAL);

	if ( mod?$src_m )
		actions$dl_src = mod$src_m;

	if ( mod?$dst_m )
		actions$dl_dst = mod$dst_m;

	if ( mod?$src_h )
		actions$nw_src = mod$src_h;

	if ( mod?$dst_h )
		actions$nw_dst = mod$dst_h;

	if ( mod?$src_p )
		actions$tp_src = mod$src_p;

	if ( mod?$dst_p )
		actions$tp_dst = mod$dst_p;

	return actions;
	}

function openflow_rule_to_flow_mod(p: PluginState, r: Rule): OpenFlow::ofp_flow_mod
	{
	local config = p$of_config;
	# Two numbers a rule: it may be about two directions.
	local mod = OpenFlow::ofp_flow_mod($cookie=OpenFlow::generate_cookie(r$cid * 2), $command=OpenFlow::OFPFC_ADD,
	                                   $idle_timeout=config$idle_timeout, $priority=int_to_count(r$priority + config$priority_offset),
	                                   $flags=OpenFlow::OFPFF_SEND_FLOW_REM);

	if ( r?$expire )
		mod$hard_timeout = double_to_count(interval_to_double(r$expire));

	if ( config?$table_id )
		mod$table_id = config$table_id;

	switch ( r$ty ) {
	case DROP:
		# Packets that go to no port are dropped.
		break;
	case WHITELIST:
		mod$actions$out_ports = vector(OpenFlow::OFPP_NORMAL);
		break;
	case MODIFY:
		mod$actions = modifications(r$mod);
		break;
	case REDIRECT:
		mod$actions$out_ports = vector(r$out_port);
		break;
	}

	return config?$flow_mod_pred ? config$flow_mod_pred(p, r, mod) : mod;
	}

# Asks the switch for a change of all flows of a rule.
function openflow_change(p: PluginState, r: Rule, mod: OpenFlow::ofp_flow_mod): bool
	{
	of_messages[r$cid, mod$command] = OfTable($p=p, $r=r);

	for ( i, match in entity_to_match(p, r$entity) )
		{
		local one = copy(mod);
		one$cookie += i;

		if ( ! OpenFlow::flow_mod(p$of_controller, match, one) )
			event NetControl::rule_error(r, p, "Error while executing OpenFlow::flow_mod");
		}

	return T;
	}

function openflow_add_rule(p: PluginState, r: Rule): bool
	{
	return openflow_check_rule(p, r) && openflow_change(p, r, openflow_rule_to_flow_mod(p, r));
	}

function openflow_remove_rule(p: PluginState, r: Rule, reason: string): bool
	{
	if ( ! openflow_check_rule(p, r) )
		return F;

	local mod = openflow_rule_to_flow_mod(p, r);
	mod$command = OpenFlow::OFPFC_DELETE_STRICT;
	return openflow_change(p, r, mod);
	}

event OpenFlow::flow_mod_success(name: string, match: OpenFlow::ofp_match, flow_mod: OpenFlow::ofp_flow_mod, msg: string) &priority=3
	{
	local cid = OpenFlow::get_cookie_uid(flow_mod$cookie) / 2;

	if ( [cid, flow_mod$command] !in of_messages )
		return;

	local waiting = of_messages[cid, flow_mod$command];
	++waiting$c;

	# The rule is in effect when all of its flows are.
	if ( waiting$c < |entity_to_match(waiting$p, waiting$r$entity)| )
		return;

	delete of_messages[cid, flow_mod$command];

	if ( flow_mod$command == OpenFlow::OFPFC_ADD )
		{
		if ( waiting$p$of_controller$supports_flow_removed )
			of_flows[cid] = OfTable($p=waiting$p, $r=waiting$r);

		event NetControl::rule_added(waiting$r, waiting$p, msg);
		}
	else
		{
		delete of_flows[cid];
		event NetControl::rule_removed(waiting$r, waiting$p, msg);
		}
	}

event OpenFlow::flow_mod_failure(name: string, match: OpenFlow::ofp_match, flow_mod: OpenFlow::ofp_flow_mod, msg: string) &priority=3
	{
	local cid = OpenFlow::get_cookie_uid(flow_mod$cookie) / 2;

	if ( [cid, flow_mod$command] !in of_messages )
		return;

	local waiting = of_messages[cid, flow_mod$command];
	delete of_messages[cid, flow_mod$command];
	event NetControl::rule_error(waiting$r, waiting$p, msg);
	}

event OpenFlow::flow_removed(name: string, match: OpenFlow::ofp_match, cookie: count, priority: count, reason: count, duration_sec: count, idle_timeout: count, packet_count: count, byte_count: count)
	{
	local cid = OpenFlow::get_cookie_uid(cookie) / 2;

	if ( cid !in of_flows )
		return;

	local flow = of_flows[cid];
	++flow$c;
	flow$packet_count += packet_count;
	flow$byte_count += byte_count;

	if ( duration_sec + 0.0 > flow$duration_sec )
		flow$duration_sec = duration_sec + 0.0;

	if ( flow$c < |entity_to_match(flow$p, flow$r$entity)| )
		return;

	delete of_flows[cid];
	event NetControl::rule_timeout(flow$r, FlowInfo($duration=double_to_interval(flow$duration_sec), $packet_count=flow$packet_count, $byte_count=flow$byte_count), flow$p);
	}

function openflow_init(p: PluginState)
	{
	local name = p$of_controller$state$_name;

	if ( name in of_instances )
		Reporter::error(fmt("NetControl: there are two plugins for the switch %s", name));

	of_instances[name] = p;

	if ( p$of_controller$state$_activated )
		plugin_activated(p);
	}

event OpenFlow::controller_activated(name: string, controller: OpenFlow::Controller)
	{
	if ( name in of_instances )
		plugin_activated(of_instances[name]);
	}

# A switch ends flows by itself when it tells so.
global openflow_plugin = Plugin($name=openflow_name, $can_expire=F, $init=openflow_init, $add_rule=openflow_add_rule,
                                $remove_rule=openflow_remove_rule);

function create_openflow(controller: OpenFlow::Controller, config: OfConfig): PluginState
	{
	local plugin = copy(openflow_plugin);
	plugin$can_expire = controller$supports_flow_removed;
	return PluginState($plugin=plugin, $of_controller=controller, $of_config=config);
	}
