##! Places where indicators may be seen.

@load base/frameworks/intel

redef enum Intel::Where += {
	## The address that began a connection.
	Conn::IN_ORIG,
	## The address that answered.
	Conn::IN_RESP,
	## The hash of a file.
	Files::IN_HASH,
	## The name of a file.
	Files::IN_NAME,
	## A question to a name server.
	DNS::IN_REQUEST,
	## An answer of one.
	DNS::IN_RESPONSE,
	## The Host header of a request.
	HTTP::IN_HOST_HEADER,
	## The Referer header of a request.
	HTTP::IN_REFERRER_HEADER,
	## The User-Agent header of a request.
	HTTP::IN_USER_AGENT_HEADER,
	## The X-Forwarded-For header of a request.
	HTTP::IN_X_FORWARDED_FOR_HEADER,
	## The URL of a request.
	HTTP::IN_URL,
	## The MAIL FROM command.
	SMTP::IN_MAIL_FROM,
	## A RCPT TO command.
	SMTP::IN_RCPT_TO,
	## The From header of a mail.
	SMTP::IN_FROM,
	## The To header.
	SMTP::IN_TO,
	## The Cc header.
	SMTP::IN_CC,
	## A Received header.
	SMTP::IN_RECEIVED_HEADER,
	## The Reply-To header.
	SMTP::IN_REPLY_TO,
	## The X-Originating-IP header.
	SMTP::IN_X_ORIGINATING_IP_HEADER,
	## The body of a mail.
	SMTP::IN_MESSAGE,
	## The host key of a server.
	SSH::IN_SERVER_HOST_KEY,
	## The name that a client asks for.
	SSL::IN_SERVER_NAME,
	## The header of a mail.
	SMTP::IN_HEADER,
	## A certificate.
	X509::IN_CERT,
	## The name of a file on a share.
	SMB::IN_FILE_NAME,
	## A login that succeeded.
	SSH::SUCCESSFUL_LOGIN,
};
