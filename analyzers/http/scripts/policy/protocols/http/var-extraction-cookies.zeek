##! Names of the variables in cookies that clients send, in http.log.

@load base/protocols/http

module HTTP;

redef record Info += {
	## Names of the variables in cookies.
	cookie_vars: vector of string &log &optional;
};

event http_header(c: connection, is_orig: bool, name: string, value: string) &priority=2
	{
	if ( is_orig && name == "COOKIE" && c?$http )
		c$http$cookie_vars = extract_keys(value, /;[[:blank:]]*/);
	}
