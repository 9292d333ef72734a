##! What mail tells: addresses of machines and of people, programs.

@load base/frameworks/intel
@load base/protocols/smtp
@load base/utils/email
@load ./where-locations

# Looks at the mail addresses in a text.
function see_addresses(c: connection, text: string, where: Intel::Where)
	{
	for ( i, address in extract_email_addrs_vec(text) )
		Intel::seen(Intel::Seen($indicator=address, $indicator_type=Intel::EMAIL, $conn=c, $where=where));
	}

event mime_end_entity(c: connection) &group="Intel::ADDR"
	{
	if ( ! c?$smtp )
		return;

	if ( c$smtp?$path )
		for ( i, host in c$smtp$path )
			Intel::seen(Intel::Seen($host=host, $conn=c, $where=SMTP::IN_RECEIVED_HEADER));

	if ( c$smtp?$x_originating_ip )
		Intel::seen(Intel::Seen($host=c$smtp$x_originating_ip, $conn=c,
		                        $where=SMTP::IN_X_ORIGINATING_IP_HEADER));
	}

event mime_end_entity(c: connection) &group="Intel::SOFTWARE"
	{
	if ( c?$smtp && c$smtp?$user_agent )
		Intel::seen(Intel::Seen($indicator=c$smtp$user_agent, $indicator_type=Intel::SOFTWARE, $conn=c,
		                        $where=SMTP::IN_HEADER));
	}

event mime_end_entity(c: connection) &group="Intel::EMAIL"
	{
	if ( ! c?$smtp )
		return;

	local mail = c$smtp;

	if ( mail?$mailfrom )
		Intel::seen(Intel::Seen($indicator=mail$mailfrom, $indicator_type=Intel::EMAIL, $conn=c,
		                        $where=SMTP::IN_MAIL_FROM));

	if ( mail?$rcptto )
		for ( rcptto in mail$rcptto )
			Intel::seen(Intel::Seen($indicator=rcptto, $indicator_type=Intel::EMAIL, $conn=c,
			                        $where=SMTP::IN_RCPT_TO));

	if ( mail?$from )
		see_addresses(c, mail$from, SMTP::IN_FROM);

	if ( mail?$to )
		for ( to in mail$to )
			see_addresses(c, to, SMTP::IN_TO);

	if ( mail?$cc )
		for ( cc in mail$cc )
			see_addresses(c, cc, SMTP::IN_CC);

	if ( mail?$reply_to )
		see_addresses(c, mail$reply_to, SMTP::IN_REPLY_TO);
	}
