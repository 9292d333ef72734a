##! Short names for container types. Built-in functions and events use them, since a parameter list
##! has no room for long ones.

module GLOBAL;

type string_array: table[count] of string;
type string_set: set[string];
type addr_set: set[addr];
type count_set: set[count];
type subnet_set: set[subnet];
type index_vec: vector of count;
type double_vec: vector of double;
type subnet_vec: vector of subnet;
type string_vec: vector of string;
type addr_vec: vector of addr;
type any_vec: vector of any;
type addr_vec_vec: vector of addr_vec;
type table_string_of_string: table[string] of string;
type table_string_of_count: table[string] of count;
type string_any_table: table[string] of any;
type string_mapper: function(s: string): string;
type var_sizes: table[string] of count;
type x509_opaque_vector: vector of opaque of x509;
type pattern_set: set[pattern];
