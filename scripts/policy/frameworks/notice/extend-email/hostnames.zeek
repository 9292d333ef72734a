##! The names of source and destination in mails about notices.

@load base/frameworks/notice

module Notice;

# Asks for a name and lets the mail go on when it is there, or when it does not come.
function add_hostname(n: Notice::Info, token: string, label: string, host: addr)
	{
	add n$email_delay_tokens[token];

	when [n, token, label, host] ( local name = lookup_addr(host) )
		{
		n$email_body_sections += fmt("%s hostname: %s", label, name);
		delete n$email_delay_tokens[token];
		}
	timeout 10 sec
		{
		delete n$email_delay_tokens[token];
		}
	}

hook notice(n: Notice::Info) &priority=10
	{
	# Only for what is mailed.
	if ( ACTION_EMAIL !in n$actions && |n$email_dest| == 0 )
		return;

	if ( n?$src )
		add_hostname(n, "hostnames-src", "src", n$src);

	if ( n?$dst )
		add_hostname(n, "hostnames-dst", "dst", n$dst);
	}
