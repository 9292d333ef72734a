##! Names that TLS clients ask for, and those of the servers that answer.

@load base/frameworks/intel
@load base/protocols/ssl
@load ./where-locations

event ssl_extension_server_name(c: connection, is_client: bool, names: string_vec) &group="Intel::DOMAIN"
	{
	if ( is_client && |names| > 0 )
		Intel::seen(Intel::Seen($indicator=names[0], $indicator_type=Intel::DOMAIN, $conn=c,
		                        $where=SSL::IN_SERVER_NAME));
	}

event ssl_established(c: connection) &group="Intel::DOMAIN"
	{
	if ( ! c$ssl?$cert_chain || |c$ssl$cert_chain| == 0 || ! c$ssl$cert_chain[0]?$x509 )
		return;

	local host = c$ssl$cert_chain[0];

	if ( host$x509$certificate?$cn )
		Intel::seen(Intel::Seen($indicator=host$x509$certificate$cn, $indicator_type=Intel::DOMAIN,
		                        $fuid=host$fuid, $conn=c, $where=X509::IN_CERT));
	}
