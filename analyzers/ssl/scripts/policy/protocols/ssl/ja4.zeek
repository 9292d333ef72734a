##! The fingerprint of clients by the method JA4, in ssl.log: readable counts, then hashes of the sorted ciphers and
##! extensions. Sorting makes it the same for clients that shuffle their extensions.

@load base/protocols/ssl

module SSL;

redef record SSL::Info += {
	## Fingerprint of the client.
	ja4: string &log &optional;
};

module JA4;

# What the hello at hand holds.
type Hello: record {
	extensions: vector of count &default=vector();
	algorithms: vector of string &default=vector();
	versions: vector of count &default=vector();
	protocol: string &default="";
};

redef record SSL::Info += {
	ja4_hello: JA4::Hello &optional;
};

# Names of versions, newest first where a client knows several.
const version_names: table[count] of string = {
	[SSL::TLSv13] = "13",
	[SSL::TLSv12] = "12",
	[SSL::TLSv11] = "11",
	[SSL::TLSv10] = "10",
	[SSL::SSLv3] = "s3",
	[SSL::SSLv2] = "s2",
	[SSL::DTLSv10] = "d1",
	[SSL::DTLSv12] = "d2",
	[SSL::DTLSv13] = "d3",
} &default="00";

function is_grease(n: count): bool
	{
	return n % 256 == n / 256 && n % 16 == 10;
	}

function hello_of(c: connection): Hello
	{
	SSL::set_session(c);

	if ( ! c$ssl?$ja4_hello )
		c$ssl$ja4_hello = Hello();

	return c$ssl$ja4_hello;
	}

# The first 12 digits of the SHA-256, zeros for nothing.
function short_hash(text: string): string
	{
	return text == "" ? "000000000000" : sub_bytes(sha256_hash(text), 1, 12);
	}

# Numbers as four digits, sorted, with commas between them.
function sorted(numbers: vector of count): string
	{
	local words: vector of string = vector();

	for ( _, n in numbers )
		words += fmt("%04x", n);

	sort(words, strcmp);
	return join_string_vec(words, ",");
	}

# First and last character of a protocol's name; of its bytes in hexadecimal when they are no letters or digits.
function ends_of(name: string): string
	{
	if ( name == "" )
		return "00";

	local first = sub_bytes(name, 1, 1);
	local last = sub_bytes(name, |name|, 1);

	if ( /[0-9A-Za-z]/ == first && /[0-9A-Za-z]/ == last )
		return first + last;

	local digits = bytestring_to_hexstr(name);
	return sub_bytes(digits, 1, 1) + sub_bytes(digits, |digits|, 1);
	}

event ssl_extension(c: connection, is_client: bool, code: count, val: string)
	{
	if ( is_client && ! is_grease(code) )
		{
		local hello = hello_of(c);
		hello$extensions += code;
		}
	}

event ssl_extension_signature_algorithm(c: connection, is_client: bool, signature_algorithms: signature_and_hashalgorithm_vec)
	{
	if ( ! is_client )
		return;

	local hello = hello_of(c);

	for ( _, a in signature_algorithms )
		if ( ! is_grease(a$HashAlgorithm * 256 + a$SignatureAlgorithm) )
			hello$algorithms += fmt("%02x%02x", a$HashAlgorithm, a$SignatureAlgorithm);
	}

event ssl_extension_supported_versions(c: connection, is_client: bool, versions: index_vec)
	{
	if ( is_client )
		{
		local hello = hello_of(c);
		hello$versions = versions;
		}
	}

event ssl_extension_application_layer_protocol_negotiation(c: connection, is_client: bool, protocols: string_vec)
	{
	if ( is_client && |protocols| > 0 )
		{
		local hello = hello_of(c);
		hello$protocol = protocols[0];
		}
	}

event ssl_client_hello(c: connection, version: count, record_version: count, possible_ts: time, client_random: string, session_id: string, ciphers: index_vec, comp_methods: index_vec)
	{
	local hello = hello_of(c);
	delete c$ssl$ja4_hello;

	# A second hello, after a retry, is that of the same client.
	if ( c$ssl?$ja4 )
		return;

	local datagrams = version >= SSL::DTLSv13;
	# TLS over UDP is QUIC's.
	local carrier = datagrams ? "d" : is_udp_port(c$id$resp_p) ? "q" : "t";
	local newest = version;
	local seen = F;

	for ( _, v in hello$versions )
		{
		if ( is_grease(v) )
			next;

		# DTLS counts downwards.
		if ( ! seen || ( datagrams ? v < newest : v > newest ) )
			newest = v;

		seen = T;
		}

	local known: vector of count = vector();

	for ( _, cipher in ciphers )
		if ( ! is_grease(cipher) )
			known += cipher;

	local hashed: vector of count = vector();
	local named = F;

	for ( _, e in hello$extensions )
		{
		if ( e == SSL::SSL_EXTENSION_SERVER_NAME )
			named = T;
		else if ( e != SSL::SSL_EXTENSION_APPLICATION_LAYER_PROTOCOL_NEGOTIATION )
			hashed += e;
		}

	local rest = sorted(hashed);

	if ( rest != "" && |hello$algorithms| > 0 )
		rest = fmt("%s_%s", rest, join_string_vec(hello$algorithms, ","));

	local cipher_count = |known| > 99 ? 99 : |known|;
	local extension_count = |hello$extensions| > 99 ? 99 : |hello$extensions|;

	c$ssl$ja4 = fmt("%s%s%s%02d%02d%s_%s_%s", carrier, version_names[newest], named ? "d" : "i",
	                cipher_count, extension_count, ends_of(hello$protocol), short_hash(sorted(known)), short_hash(rest));
	}
