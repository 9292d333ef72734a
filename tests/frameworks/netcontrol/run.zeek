# Rules, what plugins make of them, and catch-and-release.

@load frameworks/netcontrol/catch-and-release

event NetControl::init()
	{
	NetControl::activate(NetControl::create_debug(T), 0);
	NetControl::activate(NetControl::create_debug(F, "refuses"), 10);
	}

event NetControl::init_done() &priority=-5
	{
	local flow = flow_id($src_h=192.168.17.1, $src_p=32/tcp, $dst_h=192.168.17.2, $dst_p=32/tcp);
	NetControl::shunt_flow(flow, 30 sec);
	NetControl::drop_address(192.0.2.1, 15 sec, "first");
	NetControl::drop_address(192.0.2.1, 15 sec, "the same again");
	NetControl::drop_connection(conn_id($orig_h=192.0.2.7, $orig_p=1/tcp, $resp_h=192.0.2.8, $resp_p=2/tcp), 1 min);
	NetControl::whitelist_subnet(198.51.100.0/24, 0 sec);
	NetControl::redirect_flow(flow, 5, 30 sec);
	NetControl::quarantine_host(127.0.0.2, 192.0.2.53, 127.0.0.3, 15 sec);
	print |NetControl::find_rules_addr(127.0.0.2)|, |NetControl::find_rules_subnet(198.51.100.64/26)|;

	NetControl::drop_address_catch_release(192.0.2.99, "a scan");
	NetControl::drop_address_catch_release(192.0.2.99);
	NetControl::drop_address_catch_release(192.0.2.1);
	NetControl::catch_release_seen(192.0.2.99);
	}

event NetControl::rule_added(r: NetControl::Rule, p: NetControl::PluginState, msg: string) &priority=-10
	{
	if ( r$id == "3" )
		print NetControl::remove_rule(r$id, "enough");

	if ( r$id == "5" )
		print NetControl::delete_rule(r$id);
	}

event NetControl::rule_destroyed(r: NetControl::Rule)
	{
	print "destroyed", r$id;

	if ( r$id == "3" )
		{
		# It comes back when it is dropped no more.
		NetControl::catch_release_seen(192.0.2.1);
		print NetControl::get_catch_release_info(192.0.2.1)$current_interval;
		print NetControl::unblock_address_catch_release(192.0.2.1, "pardoned");
		}
	}
