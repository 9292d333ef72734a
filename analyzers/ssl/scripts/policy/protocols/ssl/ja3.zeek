##! Fingerprints of clients (JA3) and servers (JA3S): the MD5 of what they put into their hellos, in ssl.log. Values that
##! clients put in at random (RFC 8701) do not count. Whoever asks ssl.log for fingerprints asks it for expired certificates
##! as well: their times stand beside.

@load base/protocols/ssl
@load ./certificate-validity

module SSL;

redef record SSL::Info += {
	## Fingerprint of the client.
	ja3: string &log &optional;
	## Fingerprint of the server.
	ja3s: string &log &optional;
};

module JA3;

export {
	## What the hello at hand holds; empty between hellos.
	type Hello: record {
		## Numbers of the extensions, in their order.
		extensions: vector of count &default=vector();
		## Groups that the client knows.
		curves: vector of count &default=vector();
		## Point formats that the client knows.
		point_formats: vector of count &default=vector();
	};
}

redef record SSL::Info += {
	## The client's hello so far.
	ja3_client: JA3::Hello &optional;
	## The server's hello so far.
	ja3_server: JA3::Hello &optional;
};

# Extensions and hellos come to ssl.log first, which sees to it that c$ssl is there. What an extension says comes before it.
event ssl_extension(c: connection, is_client: bool, code: count, val: string)
	{
	local ssl = c$ssl;

	if ( is_client )
		{
		if ( ! ssl?$ja3_client )
			ssl$ja3_client = Hello();

		ssl$ja3_client$extensions += code;
		}
	else
		{
		if ( ! ssl?$ja3_server )
			ssl$ja3_server = Hello();

		ssl$ja3_server$extensions += code;
		}
	}

event ssl_extension_elliptic_curves(c: connection, is_client: bool, curves: index_vec)
	{
	if ( ! is_client )
		return;

	if ( ! c?$ssl )
		SSL::set_session(c);

	if ( ! c$ssl?$ja3_client )
		c$ssl$ja3_client = Hello();

	c$ssl$ja3_client$curves = curves;
	}

event ssl_extension_ec_point_formats(c: connection, is_client: bool, point_formats: index_vec)
	{
	if ( ! is_client )
		return;

	if ( ! c?$ssl )
		SSL::set_session(c);

	if ( ! c$ssl?$ja3_client )
		c$ssl$ja3_client = Hello();

	c$ssl$ja3_client$point_formats = point_formats;
	}

event ssl_client_hello(c: connection, version: count, record_version: count, possible_ts: time, client_random: string, session_id: string, ciphers: index_vec, comp_methods: index_vec)
	{
	local hello = c$ssl?$ja3_client ? c$ssl$ja3_client : Hello();

	# A second hello, after a retry, is that of the same client.
	if ( ! c$ssl?$ja3 )
		c$ssl$ja3 = md5_hash(join_string_vec(vector(cat(version), dashed(ciphers), dashed(hello$extensions),
		                                            dashed(hello$curves), dashed(hello$point_formats)), ","));

	delete c$ssl$ja3_client;
	}

event ssl_server_hello(c: connection, version: count, record_version: count, possible_ts: time, server_random: string, session_id: string, cipher: count, comp_method: count)
	{
	local hello = c$ssl?$ja3_server ? c$ssl$ja3_server : Hello();
	c$ssl$ja3s = md5_hash(join_string_vec(vector(cat(version), cat(cipher), dashed(hello$extensions)), ","));
	delete c$ssl$ja3_server;
	}
