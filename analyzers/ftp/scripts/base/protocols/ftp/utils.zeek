##! URLs of files.

@load base/utils/addrs
@load base/utils/paths
@load ./info

module FTP;

export {
	## Host and path of the file that a command is about.
	global build_url: function(rec: Info): string;

	## The same as a URL.
	global build_url_ftp: function(rec: Info): string;

	## A command in few words.
	global describe: function(rec: Info): string;
}

function build_url(rec: Info): string
	{
	if ( ! rec?$cmdarg )
		return "";

	local path = build_path_compressed(rec$cwd, rec$cmdarg$arg);

	if ( ! starts_with(path, "/") )
		path = string_cat("/", path);

	return string_cat(addr_to_uri(rec$id$resp_h), path);
	}

function build_url_ftp(rec: Info): string
	{
	return string_cat("ftp://", build_url(rec));
	}

function describe(rec: Info): string
	{
	return build_url_ftp(rec);
	}
