##! Notices on servers with short keys, old versions and ciphers that can be broken.

@load base/protocols/ssl
@load base/files/x509
@load base/frameworks/notice
@load base/utils/directions-and-hosts

module SSL;

export {
	redef enum Notice::Type += {
		## A key is shorter than it should be.
		Weak_Key,
		## The version is older than it should be.
		Old_Version,
		## The cipher can be broken.
		Weak_Cipher,
	};

	## Whose keys are looked at.
	option notify_weak_keys = LOCAL_HOSTS;

	## Shortest RSA and Diffie-Hellman key that is fine, in bits.
	option notify_minimal_key_length = 2048;

	## Notice when the parameters of Diffie-Hellman are shorter than the key of the certificate.
	option notify_dh_length_shorter_cert_length = T;

	## Oldest version that is fine.
	option tls_minimum_version = TLSv10;

	## Ciphers that can be broken.
	option unsafe_ciphers_regex = /(_EXPORT_)|(_RC4_)/;
}

event ssl_established(c: connection) &priority=3
	{
	if ( ! addr_matches_host(c$id$resp_h, notify_weak_keys) )
		return;

	if ( ! c$ssl?$cert_chain || |c$ssl$cert_chain| == 0 || ! c$ssl$cert_chain[0]?$x509 )
		return;

	local host = c$ssl$cert_chain[0]$x509;
	local cert = host$certificate;

	if ( ! cert?$key_type || ! cert?$key_length || cert$key_type !in set("dsa", "rsa") )
		return;

	if ( cert$key_length < notify_minimal_key_length )
		NOTICE(Notice::Info($note=Weak_Key, $msg=fmt("Host uses weak certificate with %d bit key", cert$key_length),
		                    $sub=fmt("Subject: %s", cert$subject), $file_desc=fmt("Fingerprint: %s", host$fingerprint),
		                    $conn=c, $suppress_for=1day,
		                    $identifier=cat(c$id$resp_h, c$id$resp_p, host$fingerprint, cert$key_length)));
	}

event ssl_server_hello(c: connection, version: count, record_version: count, possible_ts: time, server_random: string, session_id: string, cipher: count, comp_method: count) &priority=3
	{
	if ( ! addr_matches_host(c$id$resp_h, notify_weak_keys) )
		return;

	# DTLS counts downwards.
	local old = version >= DTLSv13 ? version > DTLSv10 : version < tls_minimum_version;

	if ( old )
		NOTICE(Notice::Info($note=Old_Version, $msg=fmt("Host uses protocol version %s which is lower than the safe minimum %s", version_strings[version], version_strings[tls_minimum_version]),
		                    $conn=c, $suppress_for=1day, $identifier=cat(c$id$resp_h, c$id$resp_p)));

	if ( unsafe_ciphers_regex in cipher_desc[cipher] )
		NOTICE(Notice::Info($note=Weak_Cipher, $msg=fmt("Host established connection using unsafe cipher suite %s", cipher_desc[cipher]),
		                    $conn=c, $suppress_for=1day,
		                    $identifier=cat(c$id$resp_h, c$id$resp_p, cipher_desc[cipher])));
	}

event ssl_dh_server_params(c: connection, p: string, q: string, Ys: string) &priority=3
	{
	if ( ! addr_matches_host(c$id$resp_h, notify_weak_keys) )
		return;

	local bits = |p| * 8;

	if ( bits < notify_minimal_key_length )
		NOTICE(Notice::Info($note=Weak_Key, $msg=fmt("Host uses weak DH parameters with %d key bits", bits), $conn=c,
		                    $suppress_for=1day, $identifier=cat(c$id$resp_h, c$id$resp_p, bits)));

	if ( ! notify_dh_length_shorter_cert_length || ! c?$ssl || ! c$ssl?$cert_chain || |c$ssl$cert_chain| == 0
	     || ! c$ssl$cert_chain[0]?$x509 )
		return;

	local cert = c$ssl$cert_chain[0]$x509$certificate;

	if ( cert?$key_type && ( cert$key_type == "rsa" || cert$key_type == "dsa" ) && cert?$key_length && cert$key_length > bits )
		NOTICE(Notice::Info($note=Weak_Key, $msg=fmt("DH key length of %d bits is smaller certificate key length of %d bits", bits, cert$key_length),
		                    $conn=c, $suppress_for=1day, $identifier=cat(c$id$resp_h, c$id$resp_p)));
	}
