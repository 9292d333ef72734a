##! Names of options with their values, a pair a line: what base/frameworks/config reads.

module InputConfig;

export {
	## Separator of the elements of sets and vectors.
	const set_separator = Input::set_separator &redef;

	## What stands for a container or string without contents.
	const empty_field = "" &redef;

	## A file that cannot be read ends the stream; F: it is tried again later.
	const fail_on_file_problem = F &redef;

	## Raised when an option gets another value.
	global new_value: event(name: string, source: string, id: string, value: any);
}
