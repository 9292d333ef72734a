##! URLs of requests, and the keys of cookies and queries.

@load base/utils/addrs
@load ./main

module HTTP;

export {
	## The names in a text of pairs such as "a=1; b=2".
	##
	## kv_splitter: what stands between the pairs.
	global extract_keys: function(data: string, kv_splitter: pattern): string_vec;

	## Host and path of a request, with the port where it is not the usual one.
	global build_url: function(rec: Info): string;

	## The same as a URL.
	global build_url_http: function(rec: Info): string;

	## What to tell people about a request.
	global describe: function(rec: Info): string;
}

function extract_keys(data: string, kv_splitter: pattern): string_vec
	{
	local keys: string_vec = vector();

	for ( i, pair in split_string(data, kv_splitter) )
		keys += split_string1(pair, /=/)[0];

	return keys;
	}

function build_url(rec: Info): string
	{
	local uri = rec?$uri ? rec$uri : "/<missed_request>";

	# Proxies are asked for the whole URL.
	if ( strstr(uri, "://") != 0 )
		return uri;

	local host = rec?$host ? rec$host : addr_to_uri(rec$id$resp_h);
	local resp_p = port_to_count(rec$id$resp_p);

	if ( resp_p != 80 && /:[0-9]+$/ !in host )
		host = fmt("%s:%d", host, resp_p);

	return string_cat(host, uri);
	}

function build_url_http(rec: Info): string
	{
	return string_cat("http://", build_url(rec));
	}

function describe(rec: Info): string
	{
	return build_url_http(rec);
	}
