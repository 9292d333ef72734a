##! Notices of SITE EXEC commands that a server carried out.

@load base/frameworks/notice
@load base/protocols/ftp

module FTP;

export {
	redef enum Notice::Type += {
		## A server ran a program for a client.
		Site_Exec_Success,
	};
}

event ftp_reply(c: connection, code: count, msg: string, cont_resp: bool) &priority=3
	{
	if ( cont_resp || ! c?$ftp || ! c$ftp?$cmdarg )
		return;

	if ( parse_ftp_reply_code(code)$x != 2 || c$ftp$cmdarg$cmd != "SITE" || /[Ee][Xx][Ee][Cc]/ !in c$ftp$cmdarg$arg )
		return;

	NOTICE([$note=Site_Exec_Success, $conn=c, $msg=fmt("FTP command: %s %s", c$ftp$cmdarg$cmd, c$ftp$cmdarg$arg),
	        $identifier=cat(c$id$orig_h, c$id$resp_h, "SITE EXEC")]);
	}
