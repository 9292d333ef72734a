##! Validates signed certificate timestamps: those in certificates, in the handshake and in OCSP responses. ssl.log tells
##! by how many logs and operators a certificate is known. The logs have to be listed in SSL::ct_logs.

@load base/protocols/ssl
@load base/files/x509
@load ./validate-certs

module SSL;

# The key of whoever signed a certificate is a part of what logs sign.
redef ssl_store_valid_chain = T;

export {
	## Where a timestamp stood.
	type SctSource: enum {
		## In the certificate.
		SCT_X509_EXT,
		## In an extension of the handshake.
		SCT_TLS_EXT,
		## In the OCSP response that came along.
		SCT_OCSP_EXT,
	};

	## A timestamp.
	type SctInfo: record {
		## Its version.
		version: count;
		## The log's id.
		logid: string;
		## Milliseconds since 1970-01-01.
		timestamp: count;
		## Signature algorithm.
		sig_alg: count;
		## Hash algorithm.
		hash_alg: count;
		## The signature.
		signature: string;
		## Where it stood.
		source: SctSource;
		## What validation says.
		valid: bool &optional;
	};

	redef record Info += {
		## Timestamps that are valid.
		valid_scts: count &optional;
		## Timestamps that are not.
		invalid_scts: count &optional;
		## Logs with valid timestamps.
		valid_ct_logs: count &log &optional;
		## Operators of these logs.
		valid_ct_operators: count &log &optional;
		## The operators.
		valid_ct_operators_list: set[string] &optional;
		## All timestamps.
		ct_proofs: vector of SctInfo &default=vector();
	};
}


# Outcomes of late, by hash of timestamp and certificate.
global recently_validated_scts: table[string] of bool = table() &read_expire=5mins &redef;

event ssl_extension_signed_certificate_timestamp(c: connection, is_client: bool, version: count, logid: string, timestamp: count, signature_and_hashalgorithm: SSL::SignatureAndHashAlgorithm, signature: string) &priority=5
	{
	SSL::set_session(c);
	c$ssl$ct_proofs += SctInfo($version=version, $logid=logid, $timestamp=timestamp,
	                           $sig_alg=signature_and_hashalgorithm$SignatureAlgorithm,
	                           $hash_alg=signature_and_hashalgorithm$HashAlgorithm, $signature=signature,
	                           $source=SCT_TLS_EXT);
	}

event x509_ocsp_ext_signed_certificate_timestamp(f: fa_file, version: count, logid: string, timestamp: count, hash_algorithm: count, signature_algorithm: count, signature: string) &priority=5
	{
	if ( f$source != "SSL" || ! f?$info || ! f$info?$mime_type || ! f?$conns || |f$conns| != 1 )
		return;

	local source = SCT_X509_EXT;

	if ( f$info$mime_type == "application/ocsp-response" )
		source = SCT_OCSP_EXT;
	else if ( f$info$mime_type != "application/x-x509-user-cert" )
		return;

	for ( cid, c in f$conns )
		if ( c?$ssl )
			c$ssl$ct_proofs += SctInfo($version=version, $logid=logid, $timestamp=timestamp,
			                           $sig_alg=signature_algorithm, $hash_alg=hash_algorithm,
			                           $signature=signature, $source=source);
	}

# Validates a timestamp of a host certificate; issuers are those that may have signed the certificate.
function valid_timestamp(host: opaque of x509, issuers: vector of opaque of x509, proof: SctInfo, key: string): bool
	{
	if ( proof$source != SCT_X509_EXT )
		return sct_verify(host, proof$logid, key, proof$signature, proof$timestamp, proof$hash_alg);

	for ( _, issuer in issuers )
		if ( sct_verify(host, proof$logid, key, proof$signature, proof$timestamp, proof$hash_alg, x509_spki_hash(issuer, 4)) )
			return T;

	return F;
	}

hook ssl_finishing(c: connection) &priority=15
	{
	if ( ! c$ssl?$cert_chain || |c$ssl$cert_chain| == 0 || ! c$ssl$cert_chain[0]?$x509 )
		return;

	local host = c$ssl$cert_chain[0]$x509$handle;
	local issuers: vector of opaque of x509 = vector();

	local issuer = x509_issuer_name_hash(host, 4);

	if ( issuer in intermediate_cache )
		issuers += intermediate_cache[issuer][0];

	if ( c$ssl?$valid_chain && |c$ssl$valid_chain| > 1 )
		issuers += c$ssl$valid_chain[1];

	for ( at, one in c$ssl$cert_chain )
		if ( at > 0 && one?$x509 )
			issuers += one$x509$handle;

	c$ssl$valid_scts = 0;
	c$ssl$invalid_scts = 0;
	c$ssl$valid_ct_operators_list = set();
	local logs: set[string] = set();
	local operators: set[string] = set();

	for ( _, proof in c$ssl$ct_proofs )
		{
		if ( proof$logid !in ct_logs )
			{
			# Nobody can tell.
			proof$valid = F;
			next;
			}

		local log = ct_logs[proof$logid];
		local key = cat(c$ssl$cert_chain[0]$x509$fingerprint, proof$signature);

		if ( key !in recently_validated_scts )
			recently_validated_scts[key] = valid_timestamp(host, issuers, proof, log$key);

		proof$valid = recently_validated_scts[key];

		if ( proof$valid )
			{
			++c$ssl$valid_scts;
			add logs[proof$logid];
			add operators[log$operator];
			}
		else
			++c$ssl$invalid_scts;
		}

	c$ssl$valid_ct_logs = |logs|;
	c$ssl$valid_ct_operators = |operators|;
	c$ssl$valid_ct_operators_list = operators;
	}
