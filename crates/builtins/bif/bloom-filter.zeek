##! Bloom filters: sets in little space that may take a stranger for an element.

module GLOBAL;

## A Bloom filter for so many elements with a given rate of false positives.
global bloomfilter_basic_init: function(fp: double, capacity: count, name: string &default=""): opaque of bloomfilter;

## A Bloom filter with k hash functions and so many cells.
global bloomfilter_basic_init2: function(k: count, cells: count, name: string &default=""): opaque of bloomfilter;

## A Bloom filter that counts up to max.
global bloomfilter_counting_init: function(k: count, cells: count, max: count, name: string &default=""): opaque of bloomfilter;

## Adds an element; the first one settles the type.
global bloomfilter_add: function(bf: opaque of bloomfilter, x: any): any;

## Takes one off an element of a counting filter.
global bloomfilter_decrement: function(bf: opaque of bloomfilter, x: any): bool;

## How often an element was added, at most; 0: never, for certain.
global bloomfilter_lookup: function(bf: opaque of bloomfilter, x: any): count;

## Removes all elements.
global bloomfilter_clear: function(bf: opaque of bloomfilter): any;

## A filter with the elements of both.
global bloomfilter_merge: function(bf1: opaque of bloomfilter, bf2: opaque of bloomfilter): opaque of bloomfilter;

## A filter with the elements that both have.
global bloomfilter_intersect: function(bf1: opaque of bloomfilter, bf2: opaque of bloomfilter): opaque of bloomfilter;

## The state, for tests.
global bloomfilter_internal_state: function(bf: opaque of bloomfilter): string;
