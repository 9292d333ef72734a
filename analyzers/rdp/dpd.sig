# A request with the usual cookie, or the usual channels of a client; answered by a confirmation, or the server's settings.
signature dpd_rdp_server {
	ip-proto == tcp
	payload /(.{5}\xd0|.*McDn)/
}

signature dpd_rdp_client {
	ip-proto == tcp
	requires-reverse-signature dpd_rdp_server
	payload /.*(Cookie: mstshash\=|Duca.*(rdpdr|rdpsnd|drdynvc|cliprdr))/
	enable "rdp"
}

# The first datagram over UDP acknowledges nothing and is as long as the way allows.
signature dpd_rdpeudp_syn {
	ip-proto == udp
	payload-size == 1232
	payload /^\xff{4}.{2}.{1}\x01/
	enable "rdpeudp"
}
