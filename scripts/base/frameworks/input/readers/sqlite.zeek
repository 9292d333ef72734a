##! What a query of a SQLite database gives: the source is the database without its extension, the
##! setting "query" of the config table is the query.

module InputSQLite;

export {
	## Separator of the elements of sets and vectors.
	const set_separator = Input::set_separator &redef;

	## What stands for a field that is not set, inside containers.
	const unset_field = Input::unset_field &redef;

	## What stands for a container without contents.
	const empty_field = Input::empty_field &redef;
}
