##! Names of the headers of requests and answers in http.log: their order tells programs apart.

@load base/protocols/http

module HTTP;

export {
	redef record Info += {
		## Names of the request's headers, in upper case and in order.
		client_header_names: vector of string &log &optional;
		## Names of the answer's headers.
		server_header_names: vector of string &log &optional;
	};

	## Whether those of requests are logged.
	option log_client_header_names = T;

	## Whether those of answers are logged.
	option log_server_header_names = F;
}

event http_header(c: connection, is_orig: bool, name: string, value: string) &priority=3
	{
	if ( ! c?$http )
		return;

	if ( is_orig && log_client_header_names )
		{
		if ( ! c$http?$client_header_names )
			c$http$client_header_names = vector();

		c$http$client_header_names += name;
		}
	else if ( ! is_orig && log_server_header_names )
		{
		if ( ! c$http?$server_header_names )
			c$http$server_header_names = vector();

		c$http$server_header_names += name;
		}
	}
