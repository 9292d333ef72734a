# A client that sends arrays of strings, and a server that answers with one of RESP's kinds of values.
signature dpd_redis_client {
	ip-proto == tcp
	payload /^\*[1-9][0-9]{0,4}\r\n\$[0-9]{1,7}\r\n/
	tcp-state originator
}

signature dpd_redis_server {
	ip-proto == tcp
	requires-reverse-signature dpd_redis_client
	payload /^([-+][^\r\n]*|[:$*%~>][0-9-]+|_|#[tf])\r\n/
	tcp-state responder
	enable "redis"
}
