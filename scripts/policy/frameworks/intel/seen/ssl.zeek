##! Names that TLS clients ask for.

@load base/frameworks/intel
@load base/protocols/ssl
@load ./where-locations

event ssl_extension_server_name(c: connection, is_client: bool, names: string_vec) &group="Intel::DOMAIN"
	{
	if ( is_client && |names| > 0 )
		Intel::seen(Intel::Seen($indicator=names[0], $indicator_type=Intel::DOMAIN, $conn=c,
		                        $where=SSL::IN_SERVER_NAME));
	}
