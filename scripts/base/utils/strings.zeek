##! Strings.

## Whether a string looks like binary data: a quarter of its bytes or more are not ASCII.
function is_string_binary(s: string): bool
	{
	return |s| > 0 && |gsub(s, /[\x00-\x7f]/, "")| * 100 / |s| >= 25;
	}

## A string with a backslash before each of the given characters, and before backslashes.
##
## Example: string_escape("a,b", ",") == "a\\,b"
function string_escape(s: string, chars: string): string
	{
	local escaped = subst_string(s, "\\", "\\\\");

	for ( char in chars )
		escaped = subst_string(escaped, char, cat("\\", char));

	return escaped;
	}

## A string without its last tail_len bytes.
##
## Example: cut_tail("filename.txt", 4) == "filename"
function cut_tail(s: string, tail_len: count): string
	{
	if ( tail_len >= |s| )
		return "";

	return s[0 : |s| - tail_len];
	}
