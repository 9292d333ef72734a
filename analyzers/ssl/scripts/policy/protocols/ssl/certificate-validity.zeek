##! Adds to ssl.log from when until when the certificate of a server is valid.

@load base/protocols/ssl
@load base/files/x509

module SSL;

redef record SSL::Info += {
	## From when on the server's certificate is valid.
	not_valid_before: time &optional &log;
	## Until when it is.
	not_valid_after: time &optional &log;
};

hook ssl_finishing(c: connection) &priority=18
	{
	if ( ! c$ssl?$cert_chain || |c$ssl$cert_chain| == 0 || ! c$ssl$cert_chain[0]?$x509 )
		return;

	c$ssl$not_valid_before = c$ssl$cert_chain[0]$x509$certificate$not_valid_before;
	c$ssl$not_valid_after = c$ssl$cert_chain[0]$x509$certificate$not_valid_after;
	}
