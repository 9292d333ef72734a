##! Paths of files.

@load ./patterns

## A path that does not depend on the current directory.
const absolute_path_pat = /(\/|[A-Za-z]:[\\\/]).*/;

## The first absolute path in a text; empty if there is none. It ends at a blank unless it is quoted or the
## blank is escaped.
function extract_path(input: string): string
	{
	local start = match_pattern(input, /\"(\/|[A-Za-z]:[\\\/])[^"]*\"|(\/|[A-Za-z]:[\\\/])(\\ |[^ \t\"])*/);

	if ( ! start$matched )
		return "";

	return gsub(start$str, /^\"|\"$/, "");
	}

## Directory and file name as a path. An absolute file name stands for itself.
##
## Example: build_path("/base/", "file") == "/base/file"
function build_path(dir: string, file_name: string): string
	{
	if ( dir == "" || absolute_path_pat == file_name )
		return file_name;

	return ends_with(dir, "/") ? string_cat(dir, file_name) : string_cat(dir, "/", file_name);
	}

## The same without "." and "..".
##
## Example: build_path_compressed("/a/../b", "./c") == "/b/c"
function build_path_compressed(dir: string, file_name: string): string
	{
	return compress_path(build_path(dir, file_name));
	}
