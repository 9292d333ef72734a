##! The community id of connections in conn.log: a hash of addresses and ports that other tools compute
##! alike.

@load base/protocols/conn

module CommunityID;

export {
	## A number that both sides of a comparison have to use.
	option seed: count = 0;

	## In base 64; F: in hexadecimal digits.
	option do_base64: bool = T;
}

module Conn;

export {
	redef record Info += {
		## The community id.
		community_id: string &optional &log;
	};
}

event connection_state_remove(c: connection)
	{
	c$conn$community_id = community_id_v1(c$id, CommunityID::seed, CommunityID::do_base64);
	}
