# A server that answers with one of RESP's kinds of values. A client may ask in arrays or in plain lines, as others do: what it
# sends only counts behind such an answer.
signature dpd_redis_server {
	ip-proto == tcp
	payload /^([-+_,].*|[:$*(!=%`~>][-+]?[0-9]+(\.[0-9]*)?|#[tf])\r\n/
	tcp-state responder
	enable "redis"
}

signature dpd_redis_client {
	ip-proto == tcp
	payload /^.*\r\n/
	requires-reverse-signature dpd_redis_server
	tcp-state originator
	enable "redis"
}
