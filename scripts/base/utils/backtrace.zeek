##! The calls that are under way, as text.

## Prints the calls that are under way, the innermost one first.
##
## show_args: with arguments.
##
## one_line: all in one line, with one_line_delim between the calls.
##
## skip: how many calls to leave out, from the innermost one; 1 leaves out this function.
##
## to_file: where to print.
function print_backtrace(show_args: bool &default=F, one_line: bool &default=F, one_line_delim: string &default="|",
                         skip: count &default=1, to_file: file &default=open("/dev/stdout"))
	{
	local text: string_vec = vector();

	for ( i, call in backtrace() )
		{
		if ( i < skip )
			next;

		local arguments: string_vec = vector();

		for ( j, arg in call$function_args )
			{
			local shown = fmt("%s: %s", arg$name, arg$type_name);

			if ( show_args && arg?$value )
				shown = fmt("%s = %s", shown, arg$value);

			arguments += shown;
			}

		local line = fmt("%s(%s)", call$function_name, show_args ? join_string_vec(arguments, ", ") : "");

		if ( call?$file_location )
			line += fmt(" at %s:%d", call$file_location, call$line_location);

		text += one_line ? line : fmt("#%d %s", i - skip, line);
		}

	if ( one_line )
		print to_file, join_string_vec(text, fmt(" %s ", one_line_delim));
	else
		for ( i, line in text )
			print to_file, line;
	}
