# A plugin that is out of reach says so, and the others go on.

@load base/frameworks/netcontrol

event NetControl::init()
	{
	NetControl::activate(NetControl::create_acld([$acld_topic="t", $acld_host=127.0.0.1, $acld_port=11775/tcp]), 10);
	NetControl::activate(NetControl::create_debug(T), 0);
	}

event NetControl::init_done()
	{
	NetControl::drop_address(192.0.2.1, 15 sec);
	}
