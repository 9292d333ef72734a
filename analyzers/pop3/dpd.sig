# A greeting alone could be anybody's: the client has to speak as mail programs do.
signature dpd_pop3_client {
	ip-proto == tcp
	payload /(|.*[\r\n])[ \t]*([uU][sS][eE][rR][ \t]|[aA][pP][oO][pP][ \t]|[cC][aA][pP][aA]|[aA][uU][tT][hH]|[sS][tT][lL][sS])/
	tcp-state originator
}

signature dpd_pop3_server {
	ip-proto == tcp
	payload /^\+OK/
	requires-reverse-signature dpd_pop3_client
	tcp-state responder
	enable "pop3"
}
