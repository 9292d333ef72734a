##! Adds most of what the hellos hold to ssl.log, as numbers.

@load base/protocols/ssl

module SSL;

redef record SSL::Info += {
	## Version in the server's hello.
	server_version: count &optional &log;
	## Version in the client's hello.
	client_version: count &optional &log;
	## Ciphers that the client knows.
	client_ciphers: vector of count &optional &log;
	## Extensions of the client.
	ssl_client_exts: vector of count &optional &log;
	## Extensions of the server.
	ssl_server_exts: vector of count &optional &log;
	## How long the server suggests to keep a ticket, in seconds.
	ticket_lifetime_hint: count &optional &log;
	## Bits of the Diffie-Hellman parameters.
	dh_param_size: count &optional &log;
	## Point formats of the client.
	point_formats: vector of count &optional &log;
	## Groups of the client.
	client_curves: vector of count &optional &log;
	## Protocols that the client offers.
	orig_alpn: vector of string &optional &log;
	## Versions that the client offers.
	client_supported_versions: vector of count &optional &log;
	## Version that the server chooses in an extension.
	server_supported_version: count &optional &log;
	## Ways of using pre-shared keys.
	psk_key_exchange_modes: vector of count &optional &log;
	## Groups that the client sends shares of.
	client_key_share_groups: vector of count &optional &log;
	## The group of the server's share.
	server_key_share_group: count &optional &log;
	## Compression methods of the client.
	client_comp_methods: vector of count &optional &log;
	## Compression method of the server.
	comp_method: count &optional;
	## Signature algorithms of the client.
	sigalgs: vector of count &optional &log;
	## Hash algorithms that go with them.
	hashalgs: vector of count &optional &log;
};

event ssl_client_hello(c: connection, version: count, record_version: count, possible_ts: time, client_random: string, session_id: string, ciphers: index_vec, comp_methods: index_vec)
	{
	SSL::set_session(c);
	c$ssl$client_ciphers = ciphers;
	c$ssl$client_version = version;
	c$ssl$client_comp_methods = comp_methods;
	}

event ssl_server_hello(c: connection, version: count, record_version: count, possible_ts: time, server_random: string, session_id: string, cipher: count, comp_method: count)
	{
	SSL::set_session(c);
	c$ssl$comp_method = comp_method;
	c$ssl$server_version = version;
	}

event ssl_session_ticket_handshake(c: connection, ticket_lifetime_hint: count, ticket: string)
	{
	SSL::set_session(c);
	c$ssl$ticket_lifetime_hint = ticket_lifetime_hint;
	}

event ssl_extension(c: connection, is_client: bool, code: count, val: string)
	{
	SSL::set_session(c);

	if ( is_client )
		{
		if ( ! c$ssl?$ssl_client_exts )
			c$ssl$ssl_client_exts = vector();

		c$ssl$ssl_client_exts += code;
		}
	else
		{
		if ( ! c$ssl?$ssl_server_exts )
			c$ssl$ssl_server_exts = vector();

		c$ssl$ssl_server_exts += code;
		}
	}

event ssl_extension_ec_point_formats(c: connection, is_client: bool, point_formats: index_vec)
	{
	SSL::set_session(c);

	if ( is_client )
		c$ssl$point_formats = point_formats;
	}

event ssl_extension_elliptic_curves(c: connection, is_client: bool, curves: index_vec)
	{
	SSL::set_session(c);

	if ( is_client )
		c$ssl$client_curves = curves;
	}

event ssl_extension_application_layer_protocol_negotiation(c: connection, is_client: bool, protocols: string_vec)
	{
	SSL::set_session(c);

	if ( is_client )
		c$ssl$orig_alpn = protocols;
	}

event ssl_extension_signature_algorithm(c: connection, is_client: bool, signature_algorithms: signature_and_hashalgorithm_vec)
	{
	if ( ! is_client )
		return;

	SSL::set_session(c);
	c$ssl$sigalgs = vector();
	c$ssl$hashalgs = vector();

	for ( _, a in signature_algorithms )
		{
		c$ssl$sigalgs += a$SignatureAlgorithm;
		c$ssl$hashalgs += a$HashAlgorithm;
		}
	}

event ssl_extension_key_share(c: connection, is_client: bool, curves: index_vec)
	{
	SSL::set_session(c);

	if ( is_client )
		c$ssl$client_key_share_groups = curves;
	else if ( |curves| > 0 )
		c$ssl$server_key_share_group = curves[0];
	}

event ssl_extension_supported_versions(c: connection, is_client: bool, versions: index_vec)
	{
	SSL::set_session(c);

	if ( is_client )
		c$ssl$client_supported_versions = versions;
	else if ( |versions| > 0 )
		c$ssl$server_supported_version = versions[0];
	}

event ssl_extension_psk_key_exchange_modes(c: connection, is_client: bool, modes: index_vec)
	{
	if ( ! is_client )
		return;

	SSL::set_session(c);
	c$ssl$psk_key_exchange_modes = modes;
	}

event ssl_dh_server_params(c: connection, p: string, q: string, Ys: string)
	{
	SSL::set_session(c);
	c$ssl$dh_param_size = |p| * 8;
	}
