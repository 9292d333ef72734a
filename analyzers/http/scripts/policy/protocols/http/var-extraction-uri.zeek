##! Names of the variables in URIs, in http.log.

@load base/protocols/http

module HTTP;

redef record Info += {
	## Names of the URI's variables.
	uri_vars: vector of string &log &optional;
};

event http_request(c: connection, method: string, original_URI: string, unescaped_URI: string, version: string) &priority=2
	{
	if ( c?$http )
		c$http$uri_vars = extract_keys(original_URI, /&/);
	}
