# Certificates that were met often are not taken apart again.
redef X509::caching_required_encounters = 2;

event x509_certificate(f: fa_file, cert_ref: opaque of x509, cert: X509::Certificate)
	{
	print "taken apart", cert$subject;
	}

hook X509::x509_certificate_cache_replay(f: fa_file, e: X509::Info, sha256: string)
	{
	print "kept", e$certificate$subject, sha256;
	}
