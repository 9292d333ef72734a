##! The session of PPPoE in conn.log.

@load base/protocols/conn

module Conn;

redef record Info += {
	## The number of the session in which the connection began.
	pppoe_session_id: count &log &optional;
};

redef record connection += {
	# The session of its first packet.
	pppoe_session_id: count &optional;
};

# What no session has.
const no_session: count = 0xffffffffffffffff;

event new_connection(c: connection)
	{
	local session = PacketAnalyzer::PPPoE::session_id();

	if ( session != no_session )
		c$pppoe_session_id = session;
	}

event connection_state_remove(c: connection)
	{
	if ( c?$pppoe_session_id )
		c$conn$pppoe_session_id = c$pppoe_session_id;
	}
