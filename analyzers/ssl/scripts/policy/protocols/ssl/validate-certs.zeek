##! Validates the certificates of servers; the outcome stands in ssl.log, and a notice tells of what fails. Certificates
##! of authorities that were valid once are kept, for servers that leave them out of their chain.

@load base/frameworks/notice
@load base/protocols/ssl
@load base/protocols/ssl/mozilla-ca-list
@load base/files/x509

module SSL;

export {
	redef enum Notice::Type += {
		## A certificate could not be validated.
		Invalid_Server_Cert,
	};

	redef record Info += {
		## What validation says, in OpenSSL's words.
		validation_status: string &log &optional;
		## OpenSSL's number for it.
		validation_code: int &optional;
		## The chain that was found.
		valid_chain: vector of opaque of x509 &optional;
	};

	## Outcomes of late, by the fingerprints of the chain.
	global recently_validated_certs: table[string] of X509::Result = table() &read_expire=5mins &redef;

	## Keep certificates of authorities that were seen in valid chains.
	global ssl_cache_intermediate_ca: bool = T &redef;

	## Keep the chain that was found with the session.
	global ssl_store_valid_chain: bool = F &redef;

	## Validates a chain, with certificates that were kept where it fails without.
	global cache_validate: function(chain: vector of opaque of x509): X509::Result;

	## Keeps the authorities of a valid chain, by the hash of the issuer's name.
	global add_to_cache: function(key: string, value: vector of opaque of x509);
}

# Authorities of valid chains, by the SHA-256 of the name of whom they sign for.
global intermediate_cache: table[string] of vector of opaque of x509;

function add_to_cache(key: string, value: vector of opaque of x509)
	{
	intermediate_cache[key] = value;
	}

function cache_validate(chain: vector of opaque of x509): X509::Result
	{
	local prints: vector of string = vector();

	for ( _, cert in chain )
		prints += sha1_hash(x509_get_certificate_string(cert));

	local key = join_string_vec(prints, ".");

	if ( key in recently_validated_certs )
		return recently_validated_certs[key];

	local result = x509_verify(chain, root_certs);
	local issuer = x509_issuer_name_hash(chain[0], 4);

	if ( result$result != 0 && ssl_cache_intermediate_ca && issuer in intermediate_cache )
		{
		local longer: vector of opaque of x509 = vector(chain[0]);

		for ( _, authority in intermediate_cache[issuer] )
			longer += authority;

		local second = x509_verify(longer, root_certs);

		if ( second$result == 0 )
			result = second;
		}

	recently_validated_certs[key] = result;

	if ( result$result == 0 && ssl_cache_intermediate_ca && result?$chain_certs && |result$chain_certs| > 2
	     && issuer !in intermediate_cache )
		{
		# What lies between the host certificate and the root.
		local between: vector of opaque of x509 = vector();
		local at = 1;

		while ( at < |result$chain_certs| - 1 )
			{
			between += result$chain_certs[at];
			++at;
			}

		add_to_cache(issuer, between);
		}

	return result;
	}

hook ssl_finishing(c: connection) &priority=20
	{
	# Sessions that go on with an old one show no certificates.
	if ( ! c$ssl?$cert_chain || |c$ssl$cert_chain| == 0 || ! c$ssl$cert_chain[0]?$x509 )
		return;

	local chain: vector of opaque of x509 = vector();

	for ( _, one in c$ssl$cert_chain )
		if ( one?$x509 )
			chain += one$x509$handle;

	local result = cache_validate(chain);
	c$ssl$validation_code = result$result;
	c$ssl$validation_status = result$result_string;

	if ( result$result == 0 )
		{
		if ( ssl_store_valid_chain && result?$chain_certs )
			c$ssl$valid_chain = result$chain_certs;

		return;
		}

	NOTICE(Notice::Info($note=Invalid_Server_Cert,
	                    $msg=fmt("SSL certificate validation failed with (%s)", c$ssl$validation_status),
	                    $sub=c$ssl$cert_chain[0]$x509$certificate$subject, $conn=c,
	                    $fuid=c$ssl$cert_chain[0]$fuid,
	                    $identifier=cat(c$id$resp_h, c$id$resp_p, c$ssl$cert_chain[0]$x509$fingerprint, c$ssl$validation_code)));
	}
