##! Adds the authorities whose certificates a server accepts of its clients to ssl.log.

@load base/protocols/ssl

module SSL;

redef record SSL::Info += {
	## Authorities whose certificates the server accepts.
	requested_client_certificate_authorities: vector of string &optional &log;
};

event ssl_certificate_request(c: connection, is_client: bool, certificate_types: index_vec, supported_signature_algorithms: signature_and_hashalgorithm_vec, certificate_authorities: string_vec)
	{
	# A client has nothing to ask for.
	if ( is_client )
		return;

	SSL::set_session(c);
	c$ssl$requested_client_certificate_authorities = vector();

	for ( i in certificate_authorities )
		c$ssl$requested_client_certificate_authorities += parse_distinguished_name(certificate_authorities[i]);
	}
