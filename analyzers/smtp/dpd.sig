# A greeting alone could be FTP's: the client has to speak as only mail programs do.
signature dpd_smtp_client {
	ip-proto == tcp
	payload /^([hH][eE][lL][oO]|[eE][hH][lL][oO])[ \t]/
	tcp-state originator
}

signature dpd_smtp_server {
	ip-proto == tcp
	payload /^220[ -]/
	requires-reverse-signature dpd_smtp_client
	tcp-state responder
	enable "smtp"
}
