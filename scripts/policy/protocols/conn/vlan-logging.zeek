##! VLANs in conn.log.

@load base/protocols/conn

module Conn;

redef record Info += {
	## The outer VLAN.
	vlan: int &log &optional;
	## The inner one.
	inner_vlan: int &log &optional;
};

# At the beginning: packets may be tagged on one way only, and the first ones count.
event new_connection(c: connection) &priority=5
	{
	Conn::set_conn(c, F);

	if ( c?$vlan )
		c$conn$vlan = c$vlan;

	if ( c?$inner_vlan )
		c$conn$inner_vlan = c$inner_vlan;
	}

event connection_state_remove(c: connection)
	{
	if ( c?$vlan )
		c$conn$vlan = c$vlan;

	if ( c?$inner_vlan )
		c$conn$inner_vlan = c$inner_vlan;
	}
