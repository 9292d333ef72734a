signature dpd_postgresql_ssl {
	ip-proto == tcp
	payload /^\x00\x00\x00\x08\x04\xd2\x16\x2f/
	enable "postgresql"
}

signature dpd_postgresql_startup {
	ip-proto == tcp
	payload /^\x00\x00..\x00\x03\x00\x00[a-z_]{1,20}\x00/
	enable "postgresql"
}
