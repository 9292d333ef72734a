##! Digests of tickets in kerberos.log: the ticket that a request rests on, and the one that is handed out. They tell which
##! ticket was used where.

@load base/protocols/krb

module KRB;

redef record Info += {
	## MD5 digest of the ticket that was shown.
	auth_ticket: string &log &optional;
	## MD5 digest of the ticket that was handed out.
	new_ticket: string &log &optional;
};

event krb_ap_request(c: connection, ticket: KRB::Ticket, opts: KRB::AP_Options)
	{
	if ( ! c?$krb )
		return;

	# Where the ticket came with a request for another one, that request has the last word.
	c$krb$request_type = "AP";

	if ( ticket?$ciphertext )
		c$krb$auth_ticket = md5_hash(ticket$ciphertext);
	}

event krb_as_response(c: connection, msg: KDC_Response)
	{
	if ( c?$krb && msg$ticket?$ciphertext )
		c$krb$new_ticket = md5_hash(msg$ticket$ciphertext);
	}

event krb_tgs_response(c: connection, msg: KDC_Response)
	{
	if ( c?$krb && msg$ticket?$ciphertext )
		c$krb$new_ticket = md5_hash(msg$ticket$ciphertext);
	}
