# Either side is believed for itself.

signature dpd_http_client {
	ip-proto == tcp
	payload /^[[:space:]]*(OPTIONS|GET|HEAD|POST|PUT|DELETE|TRACE|CONNECT|PROPFIND|PROPPATCH|MKCOL|COPY|MOVE|LOCK|UNLOCK|VERSION-CONTROL|REPORT|CHECKOUT|CHECKIN|UNCHECKOUT|MKWORKSPACE|LABEL|MERGE|MKACTIVITY|BASELINE-CONTROL|ORDERPATCH|ACL|PATCH|SEARCH|BCOPY|BDELETE|BMOVE|BPROPFIND|BPROPPATCH|NOTIFY|POLL|SUBSCRIBE|UNSUBSCRIBE|X-MS-ENUMATTS|RPC_OUT_DATA|RPC_IN_DATA)[[:space:]]+[^\r\n]*[[:space:]]HTTP\/[0-9]/
	tcp-state originator
	enable "http"
}

signature dpd_http_server {
	ip-proto == tcp
	payload /^HTTP\/[0-9]/
	tcp-state responder
	enable "http"
}
