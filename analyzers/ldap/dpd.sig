# The head of a message: SEQUENCE, an INTEGER of one to four bytes, and the tag of a request. A server is believed only in
# answer to a client.

signature dpd_ldap_client_tcp {
	ip-proto == tcp
	payload /^\x30([\x05-\x7f]|\x81.|\x82..|\x83...|\x84....)\x02(\x01.|\x02..|\x03...|\x04....)[\x4a\x60\x63\x66\x68\x6c\x6e\x77]/
	tcp-state originator
}

signature dpd_ldap_server_tcp {
	ip-proto == tcp
	payload /^\x30/
	tcp-state responder
	requires-reverse-signature dpd_ldap_client_tcp
	enable "ldap_tcp"
}

# Over UDP there are only binds, searches and extended requests.
signature dpd_ldap_client_udp {
	ip-proto == udp
	payload /^\x30([\x05-\x7f]|\x81.|\x82..|\x83...|\x84....)\x02(\x01.|\x02..|\x03...|\x04....)[\x60\x63\x77]/
}

signature dpd_ldap_server_udp {
	ip-proto == udp
	payload /^\x30/
	requires-reverse-signature dpd_ldap_client_udp
	enable "ldap_udp"
}
