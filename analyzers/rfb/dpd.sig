# Both sides begin with their version.
signature dpd_rfb_server {
	ip-proto == tcp
	payload /^RFB/
	tcp-state responder
}

signature dpd_rfb_client {
	ip-proto == tcp
	requires-reverse-signature dpd_rfb_server
	payload /^RFB/
	tcp-state originator
	enable "rfb"
}
