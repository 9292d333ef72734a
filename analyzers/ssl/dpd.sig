# A handshake record whose first message is a hello. One side is enough: the other may be silent, or speak another
# protocol, and both are worth knowing.
signature dpd_tls_client {
	ip-proto == tcp
	payload /^\x16\x03[\x00\x01\x02\x03]..\x01...\x03[\x00\x01\x02\x03]/s
	tcp-state originator
	enable "ssl"
}

signature dpd_tls_server {
	ip-proto == tcp
	payload /^(\x15\x03[\x00\x01\x02\x03]\x00\x02..)?\x16\x03[\x00\x01\x02\x03]..\x02...(\x03[\x00\x01\x02\x03]|\x7f[\x00-\x50])/s
	tcp-state responder
	enable "ssl"
}

signature dpd_dtls_client {
	ip-proto == udp
	payload /^\x16\xfe[\xfc\xfd\xff]\x00\x00........\x01...........\xfe[\xfc\xfd\xff]/s
	enable "dtls"
}
