# Rules become flows: of a switch that only a log knows, of Ryu, and of a program that is out of reach.

@load base/frameworks/netcontrol
@load base/frameworks/openflow

global logged: OpenFlow::Controller;
global ryu: OpenFlow::Controller;
event NetControl::init()
	{
	logged = OpenFlow::log_new(42);
	NetControl::activate(NetControl::create_openflow(logged, NetControl::OfConfig($monitor=F, $priority_offset=+5)), 10);
	ryu = OpenFlow::ryu_new(192.0.2.1, 8080, 7);
	ryu$state$ryu_debug = T;
	NetControl::activate(NetControl::create_openflow(ryu), 0);
	OpenFlow::broker_new("far", 192.0.2.2, 9999/tcp, "flows", 8);
	}

global remove_it: event(id: string);
event NetControl::init_done()
	{
	NetControl::drop_address(192.0.2.66, 15 sec, "a reason");
	NetControl::shunt_flow([$src_h=192.0.2.1, $src_p=53/udp, $dst_h=[2001:db8::1], $dst_p=1024/udp], 10 sec);
	NetControl::redirect_flow([$src_h=192.0.2.1, $src_p=53/tcp, $dst_h=192.0.2.9, $dst_p=1024/tcp], 3, 30 sec);
	NetControl::whitelist_address(192.0.2.10, 0 sec);
	local id = NetControl::drop_connection([$orig_h=192.0.2.1, $orig_p=1/tcp, $resp_h=192.0.2.2, $resp_p=80/tcp], 0 sec);
	schedule 1 msec { remove_it(id) };
	}
event remove_it(id: string) { NetControl::remove_rule(id, "over"); }
event NetControl::rule_added(r: NetControl::Rule, p: NetControl::PluginState, msg: string) { print "added", p$plugin$name(p), r$ty, r$entity$ty; }
event NetControl::rule_error(r: NetControl::Rule, p: NetControl::PluginState, msg: string) { print "error", p$plugin$name(p), r$ty, msg; }
event OpenFlow::controller_activated(name: string, controller: OpenFlow::Controller)
	{
	print name, controller$describe(controller$state), OpenFlow::lookup_controller(name)[0]$supports_flow_removed;
	}
event zeek_done()
	{
	print OpenFlow::get_cookie_uid(OpenFlow::generate_cookie(5)), OpenFlow::get_cookie_gid(OpenFlow::generate_cookie(5));
	print OpenFlow::get_cookie_uid(5) == OpenFlow::INVALID_COOKIE;
	OpenFlow::flow_clear(logged); OpenFlow::flow_clear(ryu);
	print OpenFlow::flow_mod(OpenFlow::lookup_controller("OpenFlow::BROKERfar")[0], OpenFlow::ofp_match(), OpenFlow::ofp_flow_mod($cookie=0, $command=OpenFlow::OFPFC_ADD));
	OpenFlow::unregister_controller(ryu); print |OpenFlow::lookup_controller(ryu$state$_name)|;
	}

# A switch of scripts, which tells of flows that are gone, and one that refuses.
redef enum OpenFlow::Plugin += { OURS };

function take(state: OpenFlow::ControllerState, match: OpenFlow::ofp_match, flow_mod: OpenFlow::ofp_flow_mod): bool
	{
	event OpenFlow::flow_mod_success(state$_name, match, flow_mod, "taken");
	return T;
	}

function refuse(state: OpenFlow::ControllerState, match: OpenFlow::ofp_match, flow_mod: OpenFlow::ofp_flow_mod): bool
	{
	event OpenFlow::flow_mod_failure(state$_name, match, flow_mod, "too many flows");
	return T;
	}

function describe(state: OpenFlow::ControllerState): string
	{
	return state$_name;
	}

function only_macs(p: NetControl::PluginState, r: NetControl::Rule): bool
	{
	return r$entity$ty == NetControl::MAC;
	}

function only_monitored_macs(p: NetControl::PluginState, r: NetControl::Rule): bool
	{
	return only_macs(p, r) && r$target == NetControl::MONITOR;
	}

function other_priority(p: NetControl::PluginState, r: NetControl::Rule, m: OpenFlow::ofp_flow_mod): OpenFlow::ofp_flow_mod
	{
	m$priority = 77;
	print "priority", m$priority, OpenFlow::get_cookie_uid(m$cookie);
	return m;
	}

event NetControl::init() &priority=-5
	{
	local ours = OpenFlow::Controller($state=OpenFlow::ControllerState(), $supports_flow_removed=T, $describe=describe, $flow_mod=take);
	OpenFlow::register_controller(OURS, "ours", ours);
	NetControl::activate(NetControl::create_openflow(ours, NetControl::OfConfig($check_pred=only_macs, $flow_mod_pred=other_priority)), 20);
	local refusing = OpenFlow::Controller($state=OpenFlow::ControllerState(), $supports_flow_removed=F, $describe=describe, $flow_mod=refuse);
	OpenFlow::register_controller(OURS, "refusing", refusing);
	NetControl::activate(NetControl::create_openflow(refusing, NetControl::OfConfig($check_pred=only_monitored_macs)), 30);
	}

event gone(cookie: count)
	{
	for ( _, n in vector(0, 1) )
		event OpenFlow::flow_removed("OURSours", OpenFlow::ofp_match(), OpenFlow::generate_cookie(cookie + n), 77, 1, 5 + n, 0, 10, 1000);
	}

event NetControl::init_done() &priority=-5
	{
	local rule = NetControl::Rule($ty=NetControl::DROP, $target=NetControl::FORWARD, $expire=1 hr,
	                              $entity=NetControl::Entity($ty=NetControl::MAC, $mac="00:00:5e:00:53:01"));
	local refused = copy(rule);
	refused$target = NetControl::MONITOR;
	refused$entity$mac = "00:00:5e:00:53:02";
	NetControl::add_rule(rule);
	NetControl::add_rule(refused);
	}

event NetControl::rule_added(r: NetControl::Rule, p: NetControl::PluginState, msg: string) &priority=-5
	{
	if ( msg == "taken" )
		event gone(r$cid * 2);
	}

event NetControl::rule_timeout(r: NetControl::Rule, i: NetControl::FlowInfo, p: NetControl::PluginState)
	{
	print "timeout", p$plugin$name(p), r$entity$mac, i;
	}
