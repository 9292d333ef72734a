##! Names of files.

@load ./addrs

## A name for the payload of a connection: prefix, addresses and ports, suffix, with "_" in between.
function generate_extraction_filename(prefix: string, c: connection, suffix: string): string
	{
	local ends = fmt("%s:%d-%s:%d", addr_to_uri(c$id$orig_h), c$id$orig_p, addr_to_uri(c$id$resp_h), c$id$resp_p);

	if ( prefix != "" )
		ends = fmt("%s_%s", prefix, ends);

	if ( suffix != "" )
		ends = fmt("%s_%s", ends, suffix);

	return ends;
	}

# The value of a parameter of a header: quoted or not, or in the extended notation of RFC 8187.
function header_parameter(data: string, name: pattern): string
	{
	local extended = find_first(data, name & /\*[ \t]*=[ \t]*[^;]+/);

	if ( extended != "" )
		{
		# Character set, language and value stand between single quotes.
		local parts = split_string(split_string1(extended, /=/)[1], /'/);
		return unescape_URI(gsub(strip(parts[|parts| - 1]), /^"|"$/, ""));
		}

	local plain = find_first(data, name & /[ \t]*=[ \t]*("([^"\\]|\\.)*"|[^;"]*)/);

	if ( plain == "" )
		return "";

	return unescape_URI(gsub(strip(split_string1(plain, /=/)[1]), /^"|"$/, ""));
	}

## The file name in a header Content-Disposition or Content-Type; empty if there is none.
function extract_filename_from_content_disposition(data: string): string
	{
	local filename = header_parameter(data, /[fF][iI][lL][eE][nN][aA][mM][eE]/);

	if ( filename == "" )
		filename = header_parameter(data, /[nN][aA][mM][eE]/);

	return filename;
	}
