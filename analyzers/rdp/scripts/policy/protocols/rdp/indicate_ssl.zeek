##! Tells in rdp.log which connections went on as TLS.

@load base/protocols/rdp
@load base/protocols/ssl

redef record RDP::Info += {
	## The connection went on as TLS.
	ssl: bool &log &default=F;
};

event ssl_established(c: connection)
	{
	if ( c?$rdp )
		c$rdp$ssl = T;
	}
