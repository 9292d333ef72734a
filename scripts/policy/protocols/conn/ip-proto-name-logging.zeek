##! The name of the IP protocol in conn.log, beside its number.

@load base/protocols/conn

module Conn;

redef record Info += {
	## The name.
	ip_proto_name: string &log &optional;
};

event connection_state_remove(c: connection)
	{
	if ( c$conn?$ip_proto && c$conn$ip_proto in IP::protocol_names )
		c$conn$ip_proto_name = IP::protocol_names[c$conn$ip_proto];
	}
