##! ssh.log: where the far side is; a notice when it is in a watched country.

@load base/frameworks/notice
@load base/protocols/ssh

module SSH;

export {
	redef enum Notice::Type += {
		## A login involved a host in a watched country.
		Watched_Country_Login,
	};

	## Countries to be told of, by their codes.
	option watched_countries: set[string] = { "RO" };
}

redef record Info += {
	## Where the host outside the local network is.
	remote_location: geo_location &log &optional;
};

# Where the far side is; empty when neither side is local.
function get_location(c: connection): geo_location
	{
	if ( c$ssh?$direction )
		return lookup_location(c$ssh$direction == OUTBOUND ? c$id$resp_h : c$id$orig_h);

	return geo_location();
	}

event ssh_auth_successful(c: connection, auth_method_none: bool) &priority=3
	{
	if ( ! c?$ssh || ! c$ssh?$direction )
		return;

	c$ssh$remote_location = get_location(c);

	if ( ! c$ssh$remote_location?$country_code || c$ssh$remote_location$country_code !in watched_countries )
		return;

	NOTICE([$note=Watched_Country_Login, $conn=c,
	        $msg=fmt("SSH login %s watched country: %s", c$ssh$direction == OUTBOUND ? "to" : "from",
	                 c$ssh$remote_location$country_code)]);
	}

event ssh_auth_failed(c: connection) &priority=3
	{
	if ( c?$ssh && c$ssh?$direction )
		c$ssh$remote_location = get_location(c);
	}
