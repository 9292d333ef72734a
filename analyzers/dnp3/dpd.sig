# Start bytes, and the link header's length and direction: of the master, then of the outstation.
signature dpd_dnp3_request {
	ip-proto == tcp
	payload /^\x05\x64[\x05-\xff][\x80-\xff]/
	tcp-state originator
}

signature dpd_dnp3_response {
	ip-proto == tcp
	payload /^\x05\x64[\x05-\xff][\x00-\x7f]/
	tcp-state responder
	requires-reverse-signature dpd_dnp3_request
	enable "dnp3_tcp"
}
