##! Notices of mails that come, by what their headers say, from places that one does not expect.

@load base/frameworks/notice
@load base/protocols/smtp

module SMTP;

export {
	redef enum Notice::Type += {
		## A mail comes from a suspicious place.
		Suspicious_Origination,
	};

	## Countries that are suspicious, by their codes.
	option suspicious_origination_countries: set[string] = {};

	## Networks that are suspicious.
	option suspicious_origination_networks: set[subnet] = {};
}

event log_smtp(rec: Info)
	{
	if ( ! rec?$x_originating_ip )
		return;

	local ip = rec$x_originating_ip;
	local place = lookup_location(ip);

	if ( place?$country_code && place$country_code in suspicious_origination_countries )
		NOTICE([$note=Suspicious_Origination, $id=rec$id, $uid=rec$uid,
		        $msg=fmt("An email originated from %s (%s).", place$country_code, ip),
		        $sub=fmt("Subject: %s", rec?$subject ? rec$subject : "")]);

	if ( ip in suspicious_origination_networks )
		NOTICE([$note=Suspicious_Origination, $id=rec$id, $uid=rec$uid,
		        $msg=fmt("An email originated from %s.", ip),
		        $sub=fmt("Subject: %s", rec?$subject ? rec$subject : "")]);
	}
