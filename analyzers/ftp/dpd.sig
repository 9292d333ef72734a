# A greeting alone could be SMTP's: the client has to speak as FTP clients do.
signature dpd_ftp_client {
	ip-proto == tcp
	payload /^([uU][sS][eE][rR]|[aA][uU][tT][hH]|[fF][eE][aA][tT]|[pP][aA][sS][sS])([ \t\r\n]|$)/
	tcp-state originator
}

signature dpd_ftp_server {
	ip-proto == tcp
	payload /^(120|220)[ -][^\r\n]*[\r\n]/
	requires-reverse-signature dpd_ftp_client
	tcp-state responder
	enable "ftp"
}
