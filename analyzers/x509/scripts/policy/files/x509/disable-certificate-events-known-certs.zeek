##! Raises the events of a certificate that is seen again and again once an hour for each server, and not every time.

@load base/protocols/ssl
@load base/files/x509

module DisableX509Events;

redef record SSL::Info += {
	## The events of the certificates of this connection are raised in any case.
	always_raise_x509_events: bool &default=F;
};

# A server, by the name that it was asked for, and its certificate.
type CacheIndex: record {
	ip: addr;
	sni: string &optional;
	sha256: string;
};

# Certificates whose events were raised of late.
global certificate_replay_tracking: set[CacheIndex] &read_expire=1hr;

hook X509::x509_certificate_cache_replay(f: fa_file, e: X509::Info, sha256: string) &priority=10
	{
	if ( ! f?$conns )
		return;

	for ( id, c in f$conns )
		{
		local index = CacheIndex($ip=id$resp_h, $sha256=sha256);

		if ( c?$ssl && c$ssl?$server_name )
			index$sni = c$ssl$server_name;

		e$always_raise_x509_events = index !in certificate_replay_tracking || ( c?$ssl && c$ssl$always_raise_x509_events );
		add certificate_replay_tracking[index];
		}
	}
