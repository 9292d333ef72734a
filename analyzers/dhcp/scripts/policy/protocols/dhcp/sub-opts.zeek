##! Adds to dhcp.log what relays say about the client (RFC 3046 and 3993).

@load base/protocols/dhcp

module DHCP;

export {
	redef record DHCP::Info += {
		## The line that the client is behind.
		circuit_id: string &log &optional;
		## The remote end of it.
		agent_remote_id: string &log &optional;
		## Who the line belongs to.
		subscriber_id: string &log &optional;
	};
}

event DHCP::aggregate_msgs(ts: time, id: conn_id, uid: string, is_orig: bool, msg: DHCP::Msg, options: DHCP::Options)
	{
	if ( ! options?$sub_opt )
		return;

	for ( _, sub_opt in options$sub_opt )
		{
		switch ( sub_opt$code )
			{
			case 1:
				log_info$circuit_id = sub_opt$value;
				break;
			case 2:
				log_info$agent_remote_id = sub_opt$value;
				break;
			case 6:
				log_info$subscriber_id = sub_opt$value;
				break;
			}
		}
	}
