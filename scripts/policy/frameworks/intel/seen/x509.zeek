##! What certificates tell: hashes, names and mail addresses.

@load base/frameworks/intel
@load base/files/x509
@load ./where-locations

module Intel;

export {
	## Look at alternative names too.
	option enable_x509_ext_subject_alternative_name = T;
}

function seen_in_cert(f: fa_file, indicator: string, indicator_type: Intel::Type)
	{
	Intel::seen(Intel::Seen($indicator=indicator, $indicator_type=indicator_type, $f=f, $where=X509::IN_CERT));
	}

event x509_ext_subject_alternative_name(f: fa_file, ext: X509::SubjectAlternativeName) &group="Intel::DOMAIN"
	{
	if ( enable_x509_ext_subject_alternative_name && ext?$dns )
		for ( i, name in ext$dns )
			seen_in_cert(f, name, Intel::DOMAIN);
	}

event x509_certificate(f: fa_file, cert_ref: opaque of x509, cert: X509::Certificate) &group="Intel::EMAIL"
	{
	if ( /emailAddress=/ in cert$subject )
		{
		local address = sub(cert$subject, /^.*emailAddress=/, "");
		address = sub(address, /,.*$/, "");
		seen_in_cert(f, address, Intel::EMAIL);
		}
	}

event x509_certificate(f: fa_file, cert_ref: opaque of x509, cert: X509::Certificate) &group="Intel::CERT_HASH"
	{
	# The hash may have been told before the certificate.
	if ( f?$info && f$info?$sha1 )
		seen_in_cert(f, f$info$sha1, Intel::CERT_HASH);
	}

event file_hash(f: fa_file, kind: string, hash: string) &group="Intel::CERT_HASH"
	{
	if ( f?$info && f$info?$x509 && kind == "sha1" )
		seen_in_cert(f, hash, Intel::CERT_HASH);
	}
