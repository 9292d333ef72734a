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

# Parameters of a header, quoted or not, and in the extended notation of RFC 8187.
const filename_parameter = /[fF][iI][lL][eE][nN][aA][mM][eE][ \t]*=[ \t]*(\"([^"\\]|\\.)*\"|[^;"]*)/;
const extended_filename_parameter = /[fF][iI][lL][eE][nN][aA][mM][eE]\*[ \t]*=[ \t]*[^;]+/;
const name_parameter = /[nN][aA][mM][eE][ \t]*=[ \t]*(\"([^"\\]|\\.)*\"|[^;"]*)/;
const extended_name_parameter = /[nN][aA][mM][eE]\*[ \t]*=[ \t]*[^;]+/;

# The value of "name=value" without quotes, character set and language.
function parameter_value(parameter: string, extended: bool): string
	{
	local value = strip(split_string1(parameter, /=/)[1]);

	if ( extended )
		{
		local parts = split_string(value, /'/);
		value = parts[|parts| - 1];
		}

	return unescape_URI(gsub(value, /^\"|\"$/, ""));
	}

## The file name in a header Content-Disposition or Content-Type; empty if there is none.
function extract_filename_from_content_disposition(data: string): string
	{
	local parameter = find_first(data, extended_filename_parameter);

	if ( parameter != "" )
		return parameter_value(parameter, T);

	parameter = find_first(data, filename_parameter);

	if ( parameter != "" )
		return parameter_value(parameter, F);

	parameter = find_first(data, extended_name_parameter);

	if ( parameter != "" )
		return parameter_value(parameter, T);

	parameter = find_first(data, name_parameter);
	return parameter == "" ? "" : parameter_value(parameter, F);
	}
