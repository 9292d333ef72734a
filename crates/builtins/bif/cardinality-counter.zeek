##! HyperLogLog: about how many distinct elements there are.

module GLOBAL;

## A counter of distinct elements, with the given error at the given confidence.
global hll_cardinality_init: function(err: double, confidence: double): opaque of cardinality;

## Adds an element; the first one settles the type.
global hll_cardinality_add: function(handle: opaque of cardinality, elem: any): bool;

## Adds the elements of the second counter to the first.
global hll_cardinality_merge_into: function(handle1: opaque of cardinality, handle2: opaque of cardinality): bool;

## About how many distinct elements were added.
global hll_cardinality_estimate: function(handle: opaque of cardinality): double;

## A copy.
global hll_cardinality_copy: function(handle: opaque of cardinality): opaque of cardinality;
