# SSL 2, which nobody should speak any more. Loading this file also finds it on ports that are not known for it.
signature dpd_sslv2_server {
	ip-proto == tcp
	payload /^...?\x04..\x00\x02/s
	requires-reverse-signature dpd_sslv2_client
	tcp-state responder
	enable "ssl"
}

signature dpd_sslv2_client {
	ip-proto == tcp
	payload /^[\x80-\xff].\x01\x00\x02/s
	tcp-state originator
}
