##! Packages.

## Whether @load would find a script.
function can_load(p: string): bool
	{
	return find_in_zeekpath(p) != "";
	}
