##! Changes of flows in switches, by plugins that reach one.

@load ./consts
@load ./types

module OpenFlow;

export {
	## Changes flows. F if the plugin cannot; an event tells what came of it.
	global flow_mod: function(controller: Controller, match: ofp_match, flow_mod: ofp_flow_mod): bool;

	## Removes all flows.
	global flow_clear: function(controller: Controller): bool;

	## The packets of one direction of a connection; reverse: the other one.
	global match_conn: function(id: conn_id, reverse: bool &default=F): ofp_match;

	## A cookie of ours with this number, which has four bytes.
	global generate_cookie: function(cookie: count &default=0): count;

	## The number in a cookie of ours.
	global get_cookie_uid: function(cookie: count): count;

	## The group in a cookie of ours.
	global get_cookie_gid: function(cookie: count): count;

	## The switch has changed its flows.
	global flow_mod_success: event(name: string, match: ofp_match, flow_mod: ofp_flow_mod, msg: string &default="");

	## It has not.
	global flow_mod_failure: event(name: string, match: ofp_match, flow_mod: ofp_flow_mod, msg: string &default="");

	## A flow is gone.
	global flow_removed: event(name: string, match: ofp_match, cookie: count, priority: count, reason: count, duration_sec: count, idle_timeout: count, packet_count: count, byte_count: count);

	## A plugin is ready.
	global controller_init_done: function(controller: Controller);

	## A switch can be used.
	global controller_activated: event(name: string, controller: Controller);

	## Makes a switch known; plugins call it.
	global register_controller: function(tpe: Plugin, name: string, controller: Controller);

	## Forgets it.
	global unregister_controller: function(controller: Controller);

	## The switch of this name, or none.
	global lookup_controller: function(name: string): vector of Controller;
}

# Switches by name.
global name_to_controller: table[string] of Controller;

# Whether a switch can do something; warns if it cannot.
function can(controller: Controller, what: string, known: bool): bool
	{
	if ( ! controller$state$_activated )
		Reporter::warning(fmt("OpenFlow: %s is not ready for %s", controller$describe(controller$state), what));
	else if ( ! known )
		Reporter::warning(fmt("OpenFlow: %s knows no %s", controller$describe(controller$state), what));

	return controller$state$_activated && known;
	}

function flow_mod(controller: Controller, match: ofp_match, flow_mod: ofp_flow_mod): bool
	{
	return can(controller, "changes of flows", controller?$flow_mod) && controller$flow_mod(controller$state, match, flow_mod);
	}

function flow_clear(controller: Controller): bool
	{
	return can(controller, "removal of all flows", controller?$flow_clear) && controller$flow_clear(controller$state);
	}

function match_conn(id: conn_id, reverse: bool): ofp_match
	{
	local proto = IP_TCP;

	if ( is_udp_port(id$resp_p) )
		proto = IP_UDP;
	else if ( is_icmp_port(id$resp_p) )
		proto = IP_ICMP;

	local match = ofp_match($dl_type=is_v6_addr(id$orig_h) ? ETH_IPv6 : ETH_IPv4, $nw_proto=proto,
	                        $nw_src=addr_to_subnet(id$orig_h), $nw_dst=addr_to_subnet(id$resp_h),
	                        $tp_src=port_to_count(id$orig_p), $tp_dst=port_to_count(id$resp_p));

	if ( reverse )
		{
		match$nw_src = addr_to_subnet(id$resp_h);
		match$nw_dst = addr_to_subnet(id$orig_h);
		match$tp_src = port_to_count(id$resp_p);
		match$tp_dst = port_to_count(id$orig_p);
		}

	return match;
	}

function generate_cookie(cookie: count): count
	{
	local ours = COOKIE_BID_START * ZEEK_COOKIE_ID;

	if ( cookie < COOKIE_UID_SIZE )
		return ours + cookie;

	Reporter::warning(fmt("OpenFlow: the number %d has more than four bytes, and is left out of the cookie", cookie));
	return ours;
	}

function is_valid_cookie(cookie: count): bool
	{
	if ( cookie / COOKIE_BID_START == ZEEK_COOKIE_ID )
		return T;

	Reporter::warning(fmt("OpenFlow: the cookie %d is none of ours", cookie));
	return F;
	}

function get_cookie_uid(cookie: count): count
	{
	return is_valid_cookie(cookie) ? cookie % COOKIE_UID_SIZE : INVALID_COOKIE;
	}

function get_cookie_gid(cookie: count): count
	{
	return is_valid_cookie(cookie) ? cookie / COOKIE_GID_START % COOKIE_GID_SIZE : INVALID_COOKIE;
	}

function controller_init_done(controller: Controller)
	{
	if ( controller$state$_name !in name_to_controller )
		{
		Reporter::error(fmt("OpenFlow: %s is ready, but was not made known", controller$state$_name));
		return;
		}

	controller$state$_activated = T;
	event OpenFlow::controller_activated(controller$state$_name, controller);
	}

function register_controller(tpe: Plugin, name: string, controller: Controller)
	{
	controller$state$_name = cat(tpe, name);
	controller$state$_plugin = tpe;

	if ( controller$state$_name in name_to_controller )
		{
		Reporter::error(fmt("OpenFlow: %s is known already", controller$state$_name));
		return;
		}

	name_to_controller[controller$state$_name] = controller;

	if ( controller?$init )
		controller$init(controller$state);
	else
		controller_init_done(controller);
	}

function unregister_controller(controller: Controller)
	{
	if ( controller?$destroy )
		controller$destroy(controller$state);

	delete name_to_controller[controller$state$_name];
	}

function lookup_controller(name: string): vector of Controller
	{
	return name in name_to_controller ? vector(name_to_controller[name]) : vector();
	}
