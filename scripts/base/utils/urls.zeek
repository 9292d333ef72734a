##! URLs in texts.

@load ./numbers

## A URL with its scheme.
const url_regex = /[a-zA-Z\-]{3,5}:\/\/[^ \t\r\n\f<>"']+/ &redef;

## A URI taken apart.
type URI: record {
	## What stands before "://".
	scheme: string &optional;
	## User and host; empty for a path alone.
	netlocation: string;
	## The port.
	portnum: count &optional;
	## The path; "/" if there is none.
	path: string;
	## The last part of the path.
	file_name: string &optional;
	## That without extension.
	file_base: string &optional;
	## Its extension.
	file_ext: string &optional;
	## The parameters of the query.
	params: table[string] of string &optional;
};

## The distinct URLs in a text.
function find_all_urls(s: string): string_set
	{
	return find_all(s, url_regex);
	}

## The same without their schemes.
function find_all_urls_without_scheme(s: string): string_set
	{
	local urls: string_set = set();

	for ( url in find_all_urls(s) )
		add urls[sub(url, /^[a-zA-Z]+:\/\//, "")];

	return urls;
	}

## Takes a URI apart.
function decompose_uri(uri: string): URI
	{
	local u = URI($netlocation="", $path="/");
	local rest = uri;

	if ( /\?/ in rest )
		{
		u$params = table();
		local query_parts = split_string1(rest, /\?/);
		rest = query_parts[0];

		for ( i, pair in split_string(query_parts[1], /&/) )
			{
			local name_and_value = split_string1(pair, /=/);

			if ( |name_and_value| == 2 )
				u$params[name_and_value[0]] = name_and_value[1];
			}
		}

	if ( /:\/\// in rest )
		{
		local scheme_parts = split_string1(rest, /:\/\//);
		u$scheme = scheme_parts[0];
		rest = scheme_parts[1];
		}

	if ( /\// in rest )
		{
		local path_parts = split_string1(rest, /\//);
		rest = path_parts[0];
		u$path = fmt("/%s", path_parts[1]);

		# The part behind the last slash, if there is one, is a file.
		local name = sub(u$path, /^.*\//, "");

		if ( name != "" )
			{
			u$file_name = name;
			local name_parts = split_string1(name, /\./);
			u$file_base = name_parts[0];

			if ( |name_parts| == 2 )
				u$file_ext = name_parts[1];
			}
		}

	# A port stands behind the last colon; those of an IPv6 address are in brackets.
	local port_parts = split_string1(rest, /:[0-9]*$/);
	u$netlocation = port_parts[0];

	if ( |port_parts| == 2 )
		{
		local number = sub(rest, /^.*:/, "");

		if ( number != "" )
			u$portnum = to_count(number);
		}

	return u;
	}
