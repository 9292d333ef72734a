##! Certificates that are seen again and again need not be taken apart, and their events need not be raised, every
##! time. A certificate that was met often within a short time is kept; files that hold it get what is known of it.

@load ./main

module X509;

export {
	## How often a certificate must be met to be kept.
	option caching_required_encounters = 10;

	## Within which time.
	option caching_required_encounters_interval = 62secs;

	## How long a kept certificate may go without being met.
	option certificate_cache_minimum_eviction_interval = 62secs;

	## Certificates that are kept.
	option certificate_cache_max_entries = 100000;

	## Raised by the engine when a kept certificate is met: instead of its events.
	global certificate_met: event(f: fa_file, e: any, sha256: string);

	## What is kept, by SHA-256.
	global certificate_cache: table[string] of X509::Info &read_expire=certificate_cache_minimum_eviction_interval;

	## Runs instead of the events of a certificate when a kept one is met.
	global x509_certificate_cache_replay: hook(f: fa_file, e: X509::Info, sha256: string);
}

redef record Info += {
	## The events of this certificate are raised each time it is met.
	always_raise_x509_events: bool &default=F;
};

# How often certificates were met of late, by SHA-256.
global certificates_encountered: table[string] of count &create_expire=caching_required_encounters_interval;

event zeek_init() &priority=5
	{
	x509_set_certificate_cache(certificate_cache);
	x509_set_certificate_cache_hit_callback(x509_certificate_cache_replay);
	}

event certificate_met(f: fa_file, e: any, sha256: string)
	{
	X509::__certificate_met(f, e, sha256);
	}

hook x509_certificate_cache_replay(f: fa_file, e: X509::Info, sha256: string) &priority=5
	{
	if ( ! f?$info || f$info?$x509 )
		return;

	local known = copy(e);
	known$ts = f$info$ts;
	f$info$x509 = known;

	if ( ! known$always_raise_x509_events )
		return;

	event x509_certificate(f, known$handle, known$certificate);

	for ( _, ext in known$extensions_cache )
		{
		if ( ext is X509::Extension )
			event x509_extension(f, ext as X509::Extension);
		else if ( ext is X509::BasicConstraints )
			event x509_ext_basic_constraints(f, ext as X509::BasicConstraints);
		else if ( ext is X509::SubjectAlternativeName )
			event x509_ext_subject_alternative_name(f, ext as X509::SubjectAlternativeName);
		else if ( ext is X509::SctInfo )
			{
			local s = ext as X509::SctInfo;
			event x509_ocsp_ext_signed_certificate_timestamp(f, s$version, s$logid, s$timestamp, s$hash_alg,
			                                                 s$sig_alg, s$signature);
			}
		}
	}

event file_state_remove(f: fa_file) &priority=-5
	{
	if ( ! f?$info || ! f$info?$x509 || ! f$info?$sha256 )
		return;

	local hash = f$info$sha256;

	if ( hash in certificate_cache || |certificate_cache| >= certificate_cache_max_entries )
		return;

	if ( hash !in certificates_encountered )
		certificates_encountered[hash] = 1;
	else
		++certificates_encountered[hash];

	if ( certificates_encountered[hash] >= caching_required_encounters )
		{
		certificate_cache[hash] = f$info$x509;
		delete certificates_encountered[hash];
		}
	}
