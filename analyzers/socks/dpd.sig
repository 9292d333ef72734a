# Version 4: a command, a port, an address and a name that ends; the answer begins with 0 and one of four states.
signature dpd_socks4_client {
	ip-proto == tcp
	payload /^\x04[\x01\x02].{6}[^\x00]*\x00/
	tcp-state originator
}

signature dpd_socks4_server {
	ip-proto == tcp
	requires-reverse-signature dpd_socks4_client
	payload /^\x00[\x5a\x5b\x5c\x5d]/
	tcp-state responder
	enable "socks"
}

# The same when the proxy opens the connection.
signature dpd_socks4_reverse_client {
	ip-proto == tcp
	payload /^\x04[\x01\x02].{6}[^\x00]*\x00/
	tcp-state responder
}

signature dpd_socks4_reverse_server {
	ip-proto == tcp
	requires-reverse-signature dpd_socks4_reverse_client
	payload /^\x00[\x5a\x5b\x5c\x5d]/
	tcp-state originator
	enable "socks"
}

# Version 5: a few ways to log in, and the choice of one of them.
signature dpd_socks5_client {
	ip-proto == tcp
	payload /^\x05[\x01-\x06][\x00-\x09]/
	tcp-state originator
}

signature dpd_socks5_server {
	ip-proto == tcp
	requires-reverse-signature dpd_socks5_client
	payload /^\x05[\x00\x01\x02]/
	tcp-state responder
	enable "socks"
}
