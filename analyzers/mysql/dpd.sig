signature dpd_mysql {
	ip-proto == tcp
	payload /^..?\x00\x00\x0a[2-9][0-9]?\.[0-9]+\.[0-9]+/
	tcp-state responder
	enable "mysql"
}
