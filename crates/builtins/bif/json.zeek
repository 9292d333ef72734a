##! JSON.

module GLOBAL;

## Leaves names as they are.
function from_json_default_key_mapper(s: string): string
	{
	return s;
	}

## A value as JSON; only_loggable leaves out record fields without &log, field_escape_pattern is
## removed from field names.
##
## Example: to_json(vector(1, 2)) == "[1,2]"
global to_json: function(val: any, only_loggable: bool &default=F, field_escape_pattern: pattern &default=/^_/, interval_as_double: bool &default=F): string;

## A value of type t from JSON; key_func maps the names of JSON to those of record fields.
##
## Example: (from_json("[1,2]", index_vec)$v as index_vec)[1] == 2
global from_json: function(s: string, t: any, key_func: string_mapper &default=from_json_default_key_mapper): from_json_result;
