##! Regular expressions on strings.

module GLOBAL;

## Splits at each match of a pattern; the matches are left out.
##
## Example: split_string("a,b,c", /,/)[2] == "c"
global split_string: function(str: string, re: pattern): string_vec;

## Splits at the first match of a pattern.
##
## Example: split_string1("a,b,c", /,/)[1] == "b,c"
global split_string1: function(str: string, re: pattern): string_vec;

## Splits at each match of a pattern; the matches come at odd positions.
##
## Example: split_string_all("a,b", /,/)[1] == ","
global split_string_all: function(str: string, re: pattern): string_vec;

## Splits at no more than max_num_sep matches (0: all); incl_sep keeps the matches.
##
## Example: split_string_n("a,b,c", /,/, F, 1)[1] == "b,c"
global split_string_n: function(str: string, re: pattern, incl_sep: bool, max_num_sep: count): string_vec;

## Replaces the first match of a pattern.
##
## Example: sub("banana", /an/, "x") == "bxana"
global sub: function(str: string, re: pattern, repl: string): string;

## Replaces all matches of a pattern.
##
## Example: gsub("banana", /an/, "x") == "bxxa"
global gsub: function(str: string, re: pattern, repl: string): string;

## All distinct matches of a pattern. Strings above max_str_size (-1: max_find_all_string_length) are
## refused.
##
## Example: |find_all("foo bar baz", /ba./)| == 2
global find_all: function(str: string, re: pattern, max_str_size: int &default=-1): string_set;

## All matches of a pattern in their order.
##
## Example: find_all_ordered("foo bar baz", /ba./)[1] == "baz"
global find_all_ordered: function(str: string, re: pattern, max_str_size: int &default=-1): string_vec;

## The first match at or behind an offset; empty if there is none.
##
## Example: find_first("foo bar baz", /ba./) == "bar"
global find_first: function(str: string, re: pattern, offset: count &default=0): string;

## The last match at or behind an offset; empty if there is none.
##
## Example: find_last("foo bar baz", /ba./) == "baz"
global find_last: function(str: string, re: pattern, offset: count &default=0): string;

## Escapes everything that has a meaning in a pattern.
##
## Example: convert_for_pattern("a.b") == "a\\.b"
global convert_for_pattern: function(s: string): string;

## A pattern from a string; convert escapes it first. Only usable before the first packet.
##
## Example: string_to_pattern("a.c", F) == "abc" && string_to_pattern("a.c", T) != "abc"
global string_to_pattern: function(s: string, convert: bool): pattern;

## The automata behind a table with patterns as indices.
global table_pattern_matcher_stats: function(tbl: any): MatcherStats;
