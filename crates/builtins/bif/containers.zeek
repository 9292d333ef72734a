##! Tables, sets and vectors.

module GLOBAL;

## Whether any element is T.
##
## Example: any_set(vector(F, T))
global any_set: function(v: any): bool;

## Whether all elements are T.
##
## Example: ! all_set(vector(F, T))
global all_set: function(v: any): bool;

## Removes all elements of a table or set.
##
## Example:
##     local t = table(["a"] = 1, ["b"] = 2);
##     clear_table(t);
##     |t| == 0
global clear_table: function(v: any): any;

## The indices of a table, as a set.
##
## Example:
##     local t = table(["a"] = 1, ["b"] = 2);
##     local keys: set[string] = table_keys(t);
##     |keys| == 2 && "a" in keys && "b" in keys
global table_keys: function(t: any): any;

## The values of a table, as a vector.
##
## Example:
##     local t = table(["a"] = 1, ["b"] = 2);
##     local values: vector of count = table_values(t);
##     |values| == 2 && values[0] + values[1] == 3
global table_values: function(t: any): any_vec;

## Makes a vector longer or shorter and gives its former length.
##
## Example:
##     local v = vector(1, 2, 3);
##     resize(v, 2) == 3 && |v| == 2
global resize: function(aggr: any, newsize: count): count;

## Sorts a vector in place and gives it back; a second argument is a function that compares two
## elements like strcmp.
##
## Example:
##     local v = vector(3, 1, 2);
##     sort(v);
##     v[0] == 1
global sort: function(...): any;

## The indices that would sort a vector; a second argument is a function that compares.
##
## Example: order(vector(30, 10, 20))[0] == 1
global order: function(...): index_vec;

## A measure of the size of a value: 1 for each atom, plus 1 for each container.
##
## Example: val_footprint("one") == 1 && val_footprint(vector(1, 2, 3)) > 3
global val_footprint: function(v: any): count;

## The size of each global container.
global global_container_footprints: function(): var_sizes;
