##! Columns of text under a header that begins with "#fields". Each setting can be given for a single
##! stream in its config table, under the same name.

module InputAscii;

export {
	## Separator of columns, a single character.
	const separator = Input::separator &redef;

	## Separator of the elements of sets and vectors, a single character.
	const set_separator = Input::set_separator &redef;

	## What stands for a container or string without contents.
	const empty_field = Input::empty_field &redef;

	## What stands for a field that is not set.
	const unset_field = Input::unset_field &redef;

	## A line that does not fit the header ends the stream; F: it is left out with a warning.
	const fail_on_invalid_lines = F &redef;

	## A file that cannot be read ends the stream; F: it is tried again later.
	const fail_on_file_problem = F &redef;

	## Directory of sources that are no absolute paths.
	const path_prefix = "" &redef;
}
