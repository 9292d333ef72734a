# Over UDP a message begins with its application tag, a sequence, and the version of the protocol.
signature dpd_krb_udp {
	ip-proto == udp
	payload /^[\x6a-\x6d].{1,5}\x30.{1,5}\xa1\x03\x02\x01\x05/
	enable "krb"
}
