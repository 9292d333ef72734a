# One byte of an answer says little: it counts behind the request alone.
signature dpd_postgresql_ssl_request {
	ip-proto == tcp
	payload /^\x00\x00\x00\x08\x04\xd2\x16\x2f/
	tcp-state originator
}

signature dpd_postgresql_ssl_reply {
	ip-proto == tcp
	payload /^[SN]/
	requires-reverse-signature dpd_postgresql_ssl_request
	tcp-state responder
	enable "postgresql"
}

signature dpd_postgresql_startup {
	ip-proto == tcp
	payload /^\x00\x00..\x00\x03\x00\x00[a-z_]{1,20}\x00/
	tcp-state originator
}

# A request for authentication, or an error.
signature dpd_postgresql_answer {
	ip-proto == tcp
	payload /^(R\x00\x00\x00|E\x00\x00..[A-Z])/
	requires-reverse-signature dpd_postgresql_startup
	tcp-state responder
	enable "postgresql"
}
