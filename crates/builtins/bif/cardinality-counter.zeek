##! HyperLogLog: about how many distinct elements there are.

module GLOBAL;

## A counter of distinct elements, with the given error at the given confidence.
##
## Example:
##     local hosts = hll_cardinality_init(0.01, 0.95);
##     hll_cardinality_add(hosts, 10.0.0.1);
##     hll_cardinality_add(hosts, 10.0.0.1);
##     hll_cardinality_add(hosts, 10.0.0.2);
##     double_to_count(hll_cardinality_estimate(hosts)) == 2
global hll_cardinality_init: function(err: double, confidence: double): opaque of cardinality;

## Adds an element; the first one settles the type.
global hll_cardinality_add: function(handle: opaque of cardinality, elem: any): bool;

## Adds the elements of the second counter to the first.
##
## Example:
##     local one = hll_cardinality_init(0.01, 0.95);
##     local two = hll_cardinality_init(0.01, 0.95);
##     hll_cardinality_add(one, "a");
##     hll_cardinality_add(two, "b");
##     hll_cardinality_merge_into(one, two) && double_to_count(hll_cardinality_estimate(one)) == 2
global hll_cardinality_merge_into: function(handle1: opaque of cardinality, handle2: opaque of cardinality): bool;

## About how many distinct elements were added.
global hll_cardinality_estimate: function(handle: opaque of cardinality): double;

## A copy.
##
## Example:
##     local one = hll_cardinality_init(0.01, 0.95);
##     hll_cardinality_add(one, "a");
##     local other = hll_cardinality_copy(one);
##     hll_cardinality_add(other, "b");
##     double_to_count(hll_cardinality_estimate(one)) == 1 && double_to_count(hll_cardinality_estimate(other)) == 2
global hll_cardinality_copy: function(handle: opaque of cardinality): opaque of cardinality;
