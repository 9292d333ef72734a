##! Space-saving counters: the most frequent elements.

module GLOBAL;

## A counter of the most frequent elements, which follows size of them.
##
## Example:
##     local names = topk_init(10);
##     topk_add(names, "a");
##     topk_add(names, "b");
##     topk_add(names, "a");
##     local top: vector of string = topk_get_top(names, 1);
##     top[0] == "a" && topk_count(names, "a") == 2
global topk_init: function(size: count): opaque of topk;

## Adds an element; the first one settles the type.
global topk_add: function(handle: opaque of topk, value: any): any;

## The k most frequent elements.
global topk_get_top: function(handle: opaque of topk, k: count): any_vec;

## How often an element was added, at most.
global topk_count: function(handle: opaque of topk, value: any): count;

## By how much topk_count may be too high.
##
## Example:
##     local names = topk_init(10);
##     topk_add(names, "a");
##     topk_epsilon(names, "a") == 0
global topk_epsilon: function(handle: opaque of topk, value: any): count;

## How many elements are followed.
global topk_size: function(handle: opaque of topk): count;

## How many elements were added.
##
## Example:
##     local names = topk_init(10);
##     topk_add(names, "a");
##     topk_add(names, "b");
##     topk_sum(names) == 2 && topk_size(names) == 10
global topk_sum: function(handle: opaque of topk): count;

## Adds the counts of the second counter to the first, which may grow.
##
## Example:
##     local one = topk_init(10);
##     local two = topk_init(10);
##     topk_add(one, "a");
##     topk_add(two, "a");
##     topk_merge(one, two);
##     topk_count(one, "a") == 2
global topk_merge: function(handle1: opaque of topk, handle2: opaque of topk): any;

## Adds the counts of the second counter to the first and keeps the size.
global topk_merge_prune: function(handle1: opaque of topk, handle2: opaque of topk): any;
