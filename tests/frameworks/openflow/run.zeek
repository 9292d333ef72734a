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
