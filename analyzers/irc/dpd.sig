# Clients give a name and say who they are; servers welcome them or talk about their look-ups.
signature dpd_irc_client {
	ip-proto == tcp
	payload /^(CAP LS[^\r\n]*\r?\n)?((PASS|NICK|USER) +[^\r\n]*\r?\n)+/
	tcp-state originator
}

signature dpd_irc_server {
	ip-proto == tcp
	payload /^(PING :?[^\r\n]+\r?\n)?:[^ \r\n]+ +(NOTICE +(\*|AUTH)|[0-9][0-9][0-9]|CAP) /
	tcp-state responder
	requires-reverse-signature dpd_irc_client
	enable "irc"
}
