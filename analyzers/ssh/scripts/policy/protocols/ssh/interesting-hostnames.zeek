##! Notices of logins that involve hosts which have other things to do than to be logged in to or from.

@load base/frameworks/notice
@load base/protocols/ssh

module SSH;

export {
	redef enum Notice::Type += {
		## A login involved a host with an interesting name.
		Interesting_Hostname_Login,
	};

	## Names that are interesting.
	option interesting_hostnames =
		/^d?ns[0-9]*\./ | /^smtp[0-9]*\./ | /^mail[0-9]*\./ | /^pop[0-9]*\./ |
		/^imap[0-9]*\./ | /^www[0-9]*\./ | /^ftp[0-9]*\./;
}

function check_ssh_hostname(id: conn_id, uid: string, host: addr)
	{
	when [id, uid, host] ( local hostname = lookup_addr(host) )
		{
		if ( interesting_hostnames in hostname )
			NOTICE([$note=Interesting_Hostname_Login, $id=id, $uid=uid, $sub=hostname,
			        $msg=fmt("Possible SSH login involving a %s %s with an interesting hostname.",
			                 Site::is_local_addr(host) ? "local" : "remote",
			                 host == id$orig_h ? "client" : "server")]);
		}
	}

event ssh_auth_successful(c: connection, auth_method_none: bool)
	{
	check_ssh_hostname(c$id, c$uid, c$id$orig_h);
	check_ssh_hostname(c$id, c$uid, c$id$resp_h);
	}
