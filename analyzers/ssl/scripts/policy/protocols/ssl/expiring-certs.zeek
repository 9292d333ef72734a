##! Notices on certificates of local servers that have expired, expire soon or are not valid yet: once a day for each.

@load base/protocols/ssl
@load base/files/x509
@load base/frameworks/notice
@load base/utils/directions-and-hosts

module SSL;

export {
	redef enum Notice::Type += {
		## A certificate has expired.
		Certificate_Expired,
		## A certificate expires within notify_when_cert_expiring_in.
		Certificate_Expires_Soon,
		## A certificate becomes valid in the future.
		Certificate_Not_Valid_Yet,
	};

	## Whose certificates are looked at.
	option notify_certs_expiration = LOCAL_HOSTS;

	## How long before its end a certificate is worth a notice.
	option notify_when_cert_expiring_in = 30days;
}

event ssl_established(c: connection) &priority=3
	{
	if ( ! c$ssl?$cert_chain || |c$ssl$cert_chain| == 0 || ! c$ssl$cert_chain[0]?$x509 )
		return;

	if ( ! addr_matches_host(c$id$resp_h, notify_certs_expiration) )
		return;

	local cert = c$ssl$cert_chain[0]$x509$certificate;
	local now = network_time();
	local what: Notice::Type;
	local text: string;

	if ( cert$not_valid_before > now )
		{
		what = Certificate_Not_Valid_Yet;
		text = fmt("Certificate %s isn't valid until %T", cert$subject, cert$not_valid_before);
		}
	else if ( cert$not_valid_after < now )
		{
		what = Certificate_Expired;
		text = fmt("Certificate %s expired at %T", cert$subject, cert$not_valid_after);
		}
	else if ( cert$not_valid_after - notify_when_cert_expiring_in < now )
		{
		what = Certificate_Expires_Soon;
		text = fmt("Certificate %s is going to expire at %T", cert$subject, cert$not_valid_after);
		}
	else
		return;

	NOTICE(Notice::Info($note=what, $msg=text, $conn=c, $suppress_for=1day,
	                    $identifier=cat(c$id$resp_h, c$id$resp_p, c$ssl$cert_chain[0]$x509$fingerprint)));
	}
