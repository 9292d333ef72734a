# Both sides begin with a line that names version 1 or 2.
signature dpd_ssh_client {
	ip-proto == tcp
	payload /^[sS][sS][hH]-[12]\./
	tcp-state originator
}

signature dpd_ssh_server {
	ip-proto == tcp
	payload /^[sS][sS][hH]-[12]\./
	requires-reverse-signature dpd_ssh_client
	tcp-state responder
	enable "ssh"
}
