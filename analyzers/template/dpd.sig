signature dpd_template {
	ip-proto == tcp
	payload /^TEMPLATE [a-z]+\r?\n/
	tcp-state originator
	enable "template"
}
