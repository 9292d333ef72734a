##! Many glob patterns at once.

module GLOBAL;

## Many glob patterns, to be matched at once.
##
## Example:
##     local globs = paraglob_init(vector("*.example.com", "www.*"));
##     |paraglob_match(globs, "www.example.com")| == 2
global paraglob_init: function(v: any): opaque of paraglob;

## The patterns that match a string.
global paraglob_match: function(handle: opaque of paraglob, match: string): string_vec;

## Whether two have the same patterns.
##
## Example: paraglob_equals(paraglob_init(vector("a*")), paraglob_init(vector("a*")))
global paraglob_equals: function(p_one: opaque of paraglob, p_two: opaque of paraglob): bool;
