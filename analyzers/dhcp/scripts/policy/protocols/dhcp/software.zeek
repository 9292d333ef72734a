##! Reports the software of DHCP clients and servers as they name it in option 60, and adds it to dhcp.log.

@load base/protocols/dhcp
@load base/frameworks/software

module DHCP;

export {
	redef enum Software::Type += {
		## A server, or the network it is part of.
		DHCP::SERVER,
		## A client.
		DHCP::CLIENT,
	};

	redef record DHCP::Info += {
		## Software of the client.
		client_software: string &log &optional;
		## Software of the server.
		server_software: string &log &optional;
	};
}

event DHCP::aggregate_msgs(ts: time, id: conn_id, uid: string, is_orig: bool, msg: DHCP::Msg, options: DHCP::Options) &priority=5
	{
	if ( ! options?$vendor_class )
		return;

	if ( is_orig )
		log_info$client_software = options$vendor_class;
	else
		{
		log_info$server_software = options$vendor_class;
		log_info$server_port = id$resp_p;
		}
	}

event log_dhcp(rec: DHCP::Info)
	{
	local id: conn_id;

	if ( rec?$client_software && rec?$assigned_addr )
		{
		id = conn_id($orig_h=rec$assigned_addr, $orig_p=rec?$client_port ? rec$client_port : 68/udp,
		             $resp_h=rec?$server_addr ? rec$server_addr : 0.0.0.0, $resp_p=67/udp);
		Software::found(id, Software::Info($unparsed_version=rec$client_software, $host=rec$assigned_addr,
		                                   $software_type=DHCP::CLIENT));
		}

	if ( rec?$server_software && rec?$server_addr )
		{
		id = conn_id($orig_h=rec?$client_addr ? rec$client_addr : 0.0.0.0, $orig_p=68/udp, $resp_h=rec$server_addr,
		             $resp_p=rec?$server_port ? rec$server_port : 67/udp);
		Software::found(id, Software::Info($unparsed_version=rec$server_software, $host=rec$server_addr,
		                                   $host_p=id$resp_p, $software_type=DHCP::SERVER));
		}
	}
