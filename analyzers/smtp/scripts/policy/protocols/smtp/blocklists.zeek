##! Notices of replies that speak of block lists: the client may be on one.

@load base/frameworks/notice
@load base/utils/addrs
@load base/protocols/smtp

module SMTP;

export {
	redef enum Notice::Type += {
		## A server spoke of a block list.
		Blocklist_Error_Message,
		## The address of the client is in a reply that speaks of a block list.
		Blocklist_Blocked_Host,
	};

	## Names of block lists and of their operators, as replies mention them.
	option blocklist_error_messages =
		/spamhaus\.org\// | /sophos\.com\/security\// | /spamcop\.net\/bl/ | /cbl\.abuseat\.org\// |
		/sorbs\.net\// | /bsn\.borderware\.com\// | /mail-abuse\.com\// | /b\.barracudacentral\.com\// |
		/psbl\.surriel\.com\// | /antispam\.imp\.ch\// | /dyndns\.com\/.*spam/ | /rbl\.knology\.net\// |
		/intercept\.datapacket\.net\// | /uceprotect\.net\// | /hostkarma\.junkemailfilter\.com\//;
}

event smtp_reply(c: connection, is_orig: bool, code: count, cmd: string, msg: string, cont_resp: bool) &priority=3
	{
	if ( code < 400 || code == 421 || blocklist_error_messages !in msg || ! c?$smtp )
		return;

	local note = Blocklist_Error_Message;
	local text = fmt("%s received an error message mentioning an SMTP block list", c$id$orig_h);

	for ( _, address in extract_ip_addresses(msg) )
		if ( to_addr(address) == c$id$orig_h )
			{
			note = Blocklist_Blocked_Host;
			text = fmt("%s is on an SMTP block list", c$id$orig_h);
			}

	NOTICE([$note=note, $conn=c, $msg=text, $sub=msg, $identifier=cat(c$id$orig_h, note)]);
	}
