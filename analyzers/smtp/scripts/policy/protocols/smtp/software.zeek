##! Mail programs and web mailers, by what their mails say about them.

@load base/frameworks/software
@load base/protocols/smtp

module SMTP;

export {
	redef enum Software::Type += {
		## Programs that people write mails with.
		MAIL_CLIENT,
		## Mail servers.
		MAIL_SERVER,
		## Servers that people write mails on in a browser.
		WEBMAIL_SERVER,
	};

	redef record Info += {
		## The mail was written in a browser.
		is_webmail: bool &log &default=F;
	};

	## Whose mail programs are of interest.
	option detect_clients_in_messages_from = LOCAL_HOSTS;

	## How web mailers name themselves.
	option webmail_user_agents =
		/^iPlanet Messenger/ | /^Sun Java\(tm\) System Messenger Express/ | /\(IMP\)/ |
		/^SquirrelMail/ | /^NeoMail/ | /ZimbraWebClient/;
}

event mime_one_header(c: connection, h: mime_header_rec) &priority=4
	{
	if ( ! c?$smtp )
		return;

	if ( h$name == "USER-AGENT" && webmail_user_agents in h$value )
		c$smtp$is_webmail = T;
	}

event log_smtp(rec: Info)
	{
	# Only mails straight from where they were written tell of a program there: no server was in between.
	if ( ! rec?$user_agent )
		return;

	local kind = MAIL_CLIENT;
	local host = rec$path[|rec$path| - 1];

	if ( rec$is_webmail )
		{
		kind = WEBMAIL_SERVER;
		# The browser is the first host of the way, the server the one behind it.
		host = |rec$path| > 1 ? rec$path[|rec$path| - 2] : rec$id$orig_h;
		}

	if ( addr_matches_host(rec$id$orig_h, detect_clients_in_messages_from) )
		Software::found(rec$id, [$unparsed_version=rec$user_agent, $host=host, $software_type=kind]);
	}
