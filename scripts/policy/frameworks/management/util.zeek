##! Small helpers.

module Management::Util;

export {
	## The elements of a set, sorted.
	global set_to_vector: function(ss: set[string]): vector of string;
}

function set_to_vector(ss: set[string]): vector of string
	{
	local all: vector of string = vector();

	for ( s in ss )
		all += s;

	sort(all, strcmp);
	return all;
	}
