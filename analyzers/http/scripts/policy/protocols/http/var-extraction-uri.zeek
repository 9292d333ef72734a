##! Names of the variables in URIs, in http.log.

@load base/protocols/http

module HTTP;

redef record Info += {
	## Names of the URI's variables.
	uri_vars: vector of string &log &optional;
};

event http_request(c: connection, method: string, original_URI: string, unescaped_URI: string, version: string) &priority=2
	{
	if ( ! c?$http )
		return;

	# Without a query there are no variables.
	local parts = split_string1(original_URI, /\?/);

	if ( |parts| > 1 )
		c$http$uri_vars = extract_keys(parts[1], /&/);
	}
