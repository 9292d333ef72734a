##! Bloom filters: sets in little space that may take a stranger for an element.

module GLOBAL;

## A Bloom filter for so many elements with a given rate of false positives.
##
## Example:
##     local seen = bloomfilter_basic_init(0.01, 1000);
##     bloomfilter_add(seen, 10.0.0.1);
##     bloomfilter_lookup(seen, 10.0.0.1) == 1 && bloomfilter_lookup(seen, 10.0.0.2) == 0
global bloomfilter_basic_init: function(fp: double, capacity: count, name: string &default=""): opaque of bloomfilter;

## A Bloom filter with k hash functions and so many cells.
##
## Example:
##     local seen = bloomfilter_basic_init2(3, 10000);
##     bloomfilter_add(seen, "a");
##     bloomfilter_lookup(seen, "a") == 1
global bloomfilter_basic_init2: function(k: count, cells: count, name: string &default=""): opaque of bloomfilter;

## A Bloom filter that counts up to max.
##
## Example:
##     local seen = bloomfilter_counting_init(3, 10000, 100);
##     bloomfilter_add(seen, "a");
##     bloomfilter_add(seen, "a");
##     bloomfilter_lookup(seen, "a") == 2
global bloomfilter_counting_init: function(k: count, cells: count, max: count, name: string &default=""): opaque of bloomfilter;

## Adds an element; the first one settles the type.
global bloomfilter_add: function(bf: opaque of bloomfilter, x: any): any;

## Takes one off an element of a counting filter.
##
## Example:
##     local seen = bloomfilter_counting_init(3, 10000, 100);
##     bloomfilter_add(seen, "a");
##     bloomfilter_add(seen, "a");
##     bloomfilter_decrement(seen, "a") && bloomfilter_lookup(seen, "a") == 1
global bloomfilter_decrement: function(bf: opaque of bloomfilter, x: any): bool;

## How often an element was added, at most; 0: never, for certain.
global bloomfilter_lookup: function(bf: opaque of bloomfilter, x: any): count;

## Removes all elements.
##
## Example:
##     local seen = bloomfilter_basic_init(0.01, 1000);
##     bloomfilter_add(seen, 80/tcp);
##     bloomfilter_clear(seen);
##     bloomfilter_lookup(seen, 80/tcp) == 0
global bloomfilter_clear: function(bf: opaque of bloomfilter): any;

## A filter with the elements of both.
##
## Example:
##     local one = bloomfilter_basic_init(0.01, 1000, "shared");
##     local two = bloomfilter_basic_init(0.01, 1000, "shared");
##     bloomfilter_add(one, "a");
##     bloomfilter_add(two, "b");
##     local both = bloomfilter_merge(one, two);
##     bloomfilter_lookup(both, "a") == 1 && bloomfilter_lookup(both, "b") == 1
global bloomfilter_merge: function(bf1: opaque of bloomfilter, bf2: opaque of bloomfilter): opaque of bloomfilter;

## A filter with the elements that both have.
##
## Example:
##     local one = bloomfilter_basic_init(0.01, 1000, "shared");
##     local two = bloomfilter_basic_init(0.01, 1000, "shared");
##     bloomfilter_add(one, "a");
##     bloomfilter_add(two, "a");
##     bloomfilter_add(two, "b");
##     local both = bloomfilter_intersect(one, two);
##     bloomfilter_lookup(both, "a") == 1 && bloomfilter_lookup(both, "b") == 0
global bloomfilter_intersect: function(bf1: opaque of bloomfilter, bf2: opaque of bloomfilter): opaque of bloomfilter;

## The state, for tests.
global bloomfilter_internal_state: function(bf: opaque of bloomfilter): string;
