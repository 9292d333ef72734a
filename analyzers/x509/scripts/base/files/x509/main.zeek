##! x509.log: a line for each certificate, once a day.

@load base/frameworks/logging
@load base/frameworks/files
@load base/files/hash

module X509;

export {
	redef enum Log::ID += { LOG };

	## What makes two certificates the same line of the log.
	type LogCertHash: record {
		## The fingerprint.
		fingerprint: string;
		## The certificate stood first in its chain.
		host_cert: bool;
		## It was the client's.
		client_cert: bool;
	};

	## A line of x509.log.
	type Info: record {
		## When the certificate was seen.
		ts: time &log;
		## The hash of the certificate.
		fingerprint: string &log;
		## What it says.
		certificate: X509::Certificate &log;
		## The certificate for built-in functions.
		handle: opaque of x509;
		## Its extensions.
		extensions: vector of X509::Extension &default=vector();
		## Other names of the owner.
		san: X509::SubjectAlternativeName &optional &log;
		## Whether the owner may sign certificates.
		basic_constraints: X509::BasicConstraints &optional &log;
		## Everything that events of extensions have told, to raise them again.
		extensions_cache: vector of any &default=vector();
		## The certificate stood first in its chain.
		host_cert: bool &log &default=F;
		## It was the client's.
		client_cert: bool &log &default=F;
		## What makes two certificates the same line; a certificate without one is logged each time.
		deduplication_index: LogCertHash &optional;
	};

	## Log certificates in files.log too.
	option log_x509_in_files_log = F;

	## A certificate is logged again after this time.
	option relog_known_certificates_after = 1day;

	## Certificates whose logging is remembered.
	option known_log_certs_maximum_size = 1000000;

	## Longest string in a field of the log; 0: no limit.
	const default_max_field_string_bytes: count = 0 &redef;

	## Most elements of a vector or set in a field of the log.
	const default_max_field_container_elements: count = 500 &redef;

	## Most elements of all vectors and sets of a line.
	const default_max_total_container_elements: count = 1500 &redef;

	## Certificates that have been logged.
	global known_log_certs: set[LogCertHash] &create_expire=relog_known_certificates_after;

	## Makes deduplication_index; whoever breaks has made another, or wants every occurrence logged.
	global create_deduplication_index: hook(c: X509::Info);

	## The fingerprint of a certificate in DER.
	const hash_function: function(cert: string): string = function(cert: string): string { return sha256_hash(cert); } &redef;

	## Raised with each line of the log.
	global log_x509: event(rec: Info);

	## Decides over each line of the log.
	global log_policy: Log::PolicyHook;
}

redef record Files::Info += {
	## The certificate, if the file is one.
	x509: X509::Info &optional;
};

event zeek_init() &priority=5
	{
	Log::create_stream(LOG, Log::Stream($columns=Info, $ev=log_x509, $path="x509", $policy=log_policy,
	                                    $max_field_string_bytes=default_max_field_string_bytes,
	                                    $max_field_container_elements=default_max_field_container_elements,
	                                    $max_total_container_elements=default_max_total_container_elements));

	# Hashes name a certificate wherever people talk about it.
	for ( _, tag in vector(Files::ANALYZER_X509, Files::ANALYZER_MD5, Files::ANALYZER_SHA1, Files::ANALYZER_SHA256) )
		Files::register_for_mime_types(tag, set("application/x-x509-user-cert", "application/x-x509-ca-cert",
		                                        "application/pkix-cert"));
	}

hook Files::log_policy(rec: Files::Info, id: Log::ID, filter: Log::Filter) &priority=5
	{
	if ( ! log_x509_in_files_log && rec?$analyzers && "X509" in rec$analyzers )
		break;
	}

hook create_deduplication_index(c: X509::Info) &priority=5
	{
	c$deduplication_index = LogCertHash($fingerprint=c$fingerprint, $host_cert=c$host_cert, $client_cert=c$client_cert);
	}

event x509_certificate(f: fa_file, cert_ref: opaque of x509, cert: X509::Certificate) &priority=5
	{
	if ( ! f?$info )
		return;

	local fingerprint = hash_function(x509_get_certificate_string(cert_ref));
	f$info$x509 = Info($ts=f$info$ts, $fingerprint=fingerprint, $certificate=cert, $handle=cert_ref);

	if ( f$info?$mime_type && f$info$mime_type == "application/x-x509-user-cert" )
		f$info$x509$host_cert = T;

	if ( f?$is_orig && f$is_orig && f$source == "SSL" )
		f$info$x509$client_cert = T;
	}

event x509_extension(f: fa_file, ext: X509::Extension) &priority=5
	{
	if ( f?$info && f$info?$x509 )
		{
		f$info$x509$extensions += ext;
		f$info$x509$extensions_cache += ext;
		}
	}

event x509_ext_basic_constraints(f: fa_file, ext: X509::BasicConstraints) &priority=5
	{
	if ( f?$info && f$info?$x509 )
		{
		f$info$x509$basic_constraints = ext;
		f$info$x509$extensions_cache += ext;
		}
	}

event x509_ext_subject_alternative_name(f: fa_file, ext: X509::SubjectAlternativeName) &priority=5
	{
	if ( f?$info && f$info?$x509 )
		{
		f$info$x509$san = ext;
		f$info$x509$extensions_cache += ext;
		}
	}

event x509_ocsp_ext_signed_certificate_timestamp(f: fa_file, version: count, logid: string, timestamp: count, hash_algorithm: count, signature_algorithm: count, signature: string) &priority=5
	{
	if ( f?$info && f$info?$x509 )
		f$info$x509$extensions_cache += SctInfo($version=version, $logid=logid, $timestamp=timestamp,
		                                        $hash_alg=hash_algorithm, $sig_alg=signature_algorithm,
		                                        $signature=signature);
	}

event file_state_remove(f: fa_file) &priority=5
	{
	if ( ! f?$info || ! f$info?$x509 )
		return;

	local cert = f$info$x509;
	hook create_deduplication_index(cert);

	if ( cert?$deduplication_index )
		{
		if ( cert$deduplication_index in known_log_certs )
			return;

		# When the memory is spent, forget rather than grow.
		if ( |known_log_certs| >= known_log_certs_maximum_size )
			known_log_certs = set();

		add known_log_certs[cert$deduplication_index];
		}

	Log::write(LOG, cert);
	}
