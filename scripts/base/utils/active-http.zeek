##! Sends HTTP requests, by curl, and waits inside when for the answer.

@load base/utils/exec

module ActiveHTTP;

export {
	## How long a request may take.
	option default_max_time = 1 min;

	## The method of requests that name none.
	option default_method = "GET";

	## An answer.
	type Response: record {
		## Status code; 0 if there was no answer.
		code: count;
		## Text of the status line.
		msg: string;
		## The body, if there is one.
		body: string &optional;
		## Headers by name as they came.
		headers: table[string] of string &optional;
	};

	## A request.
	type Request: record {
		## What to ask for.
		url: string;
		## How.
		method: string &default=default_method;
		## The body to send.
		client_data: string &optional;
		## How long it may take.
		max_time: interval &default=default_max_time;
		## Further options for curl, quoted for a shell.
		addl_curl_args: string &optional;
	};

	## Sends a request. Only inside when.
	global request: function(req: ActiveHTTP::Request): ActiveHTTP::Response;

	## The command for a request, which leaves body and headers in two files.
	global request2curl: function(r: Request, bodyfile: string, headersfile: string): string;
}

# The command for a request, which leaves body and headers in two files.
function request2curl(r: Request, bodyfile: string, headersfile: string): string
	{
	local cmd = fmt("curl -s -g -o %s -D %s -X %s", safe_shell_quote(bodyfile), safe_shell_quote(headersfile),
	                safe_shell_quote(r$method));

	cmd += fmt(" -m %.0f", interval_to_double(r$max_time));

	if ( r?$client_data )
		cmd += " -d @-";

	if ( r?$addl_curl_args )
		cmd += fmt(" %s", r$addl_curl_args);

	cmd += fmt(" %s", safe_shell_quote(r$url));

	# An answer without a body leaves no file.
	cmd += fmt(" && touch %s", safe_shell_quote(bodyfile));
	return cmd;
	}

function request(req: Request): ActiveHTTP::Response
	{
	local tmpfile = fmt("/tmp/zeek-activehttp-%s", unique_id(""));
	local bodyfile = fmt("%s_body", tmpfile);
	local headersfile = fmt("%s_headers", tmpfile);

	local command = Exec::Command($cmd=request2curl(req, bodyfile, headersfile),
	                              $stdin=req?$client_data ? req$client_data : "",
	                              $read_files=set(bodyfile, headersfile));

	return when [req, bodyfile, headersfile, command] ( local result = Exec::run(command) )
		{
		local resp = Response($code=0, $msg="", $body="", $headers=table());

		# There may be no answer at all.
		if ( ! result?$files || headersfile !in result$files )
			{
			Reporter::warning(fmt("There was a failure when requesting \"%s\" with ActiveHTTP.", req$url));
			return resp;
			}

		local headers = result$files[headersfile];

		for ( i, header in headers )
			{
			local line = strip(header);

			if ( /^HTTP\// in line )
				{
				# Redirections and interim answers come before the final one.
				local parts = split_string_n(line, /[ ]+/, F, 2);
				resp$headers = table();

				if ( |parts| >= 2 )
					resp$code = to_count(parts[1]);

				resp$msg = |parts| >= 3 ? parts[2] : "";
				next;
				}

			local field = split_string1(line, /:/);

			if ( |field| == 2 )
				resp$headers[field[0]] = strip(field[1]);
			}

		if ( bodyfile in result$files )
			resp$body = join_string_vec(result$files[bodyfile], "\n");

		return resp;
		}
	}
