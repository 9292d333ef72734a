# Nothing but the analyzer and a signature: no ports, no other signatures.
@load base/bif/plugins/http
@load ./conditions

event http_request(c: connection, method: string, original_URI: string, unescaped_URI: string, version: string)
	{
	print c$id$orig_p, method, original_URI;
	}
