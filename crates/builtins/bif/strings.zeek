##! Strings. A string is a sequence of bytes; letters are those of ASCII.

module GLOBAL;

## The arguments, printed one after the other without anything between them.
##
## Example: cat("port ", 53/udp, T) == "port 53/udpT"
global cat: function(...): string;

## Like cat, with a separator between the arguments and a replacement for empty ones:
## cat_sep(separator, replacement, ...).
##
## Example: cat_sep(", ", "-", "a", "", 3) == "a, -, 3"
global cat_sep: function(...): string;

## The arguments, all strings, one after the other.
##
## Example: string_cat("a", "b", "c") == "abc"
global string_cat: function(...): string;

## Formats like C's printf: %d and %x for numbers, %f, %e and %g for doubles, %s and %as for anything,
## %T for a time, %D for a date; width, precision and the flag "-" as in C. With no argument it gives
## an empty string.
##
## Example: fmt("%-4s|%03d|%.2f|%s", "ab", 7, 2.5, 10.0.0.1) == "ab  |007|2.50|10.0.0.1"
global fmt: function(...): string;

## The elements with a separator between them.
##
## Example: join_string_vec(vector("a", "b"), "::") == "a::b"
global join_string_vec: function(vec: string_vec, sep: string): string;

## The elements with a separator between them, in no particular order.
##
## Example: join_string_set(set("a"), ",") == "a"
global join_string_set: function(ss: string_set, sep: string): string;

## How many single-byte insertions, removals and replacements turn one string into the other.
##
## Example: levenshtein_distance("kitten", "sitting") == 3
global levenshtein_distance: function(s1: string, s2: string): count;

## What is left when a character erases itself and the one before it, as in terminal input.
##
## Example: edit("hello there", "e") == "llo t"
global edit: function(arg_s: string, arg_edit_char: string): string;

## n bytes from position s, which counts from 1.
##
## Example: sub_bytes("banana", 2, 3) == "ana"
global sub_bytes: function(s: string, start: count, n: int): string;

## A string of len bytes, filled with source over and over; the last byte is zero.
##
## Example: |string_fill(5, "ab")| == 5
global string_fill: function(len: int, source: string): string;

## Negative, 0 or positive as the first string sorts before, equals or sorts after the second one, by
## bytes.
##
## Example: strcmp("abc", "abd") == -1
global strcmp: function(s1: string, s2: string): int;

## Position of the first occurrence of little in big, counted from 1; 0 if there is none.
##
## Example: strstr("banana", "nan") == 3
global strstr: function(big: string, little: string): count;

## Position of the first occurrence between start and end (-1: to the end), counted from 0; -1 if there
## is none.
##
## Example: find_str("banana", "an", 2) == 3
global find_str: function(str: string, sub: string, start: count &default=0, end: int &default=-1, case_sensitive: bool &default=T): int;

## Position of the last occurrence between start and end, counted from 0; -1 if there is none.
##
## Example: rfind_str("banana", "an") == 3
global rfind_str: function(str: string, sub: string, start: count &default=0, end: int &default=-1, case_sensitive: bool &default=T): int;

## Whether a string begins with another.
##
## Example: starts_with("banana", "ban")
global starts_with: function(str: string, sub: string): bool;

## Whether a string ends with another.
##
## Example: ends_with("banana", "ana")
global ends_with: function(str: string, sub: string): bool;

## Without the given beginning, if it is there.
##
## Example: remove_prefix("foobar", "foo") == "bar"
global remove_prefix: function(str: string, sub: string): string;

## Without the given end, if it is there.
##
## Example: remove_suffix("foobar", "bar") == "foo"
global remove_suffix: function(str: string, sub: string): string;

## Number of occurrences that do not overlap.
##
## Example: count_substr("aaaa", "aa") == 2
global count_substr: function(str: string, sub: string): count;

## Whether a string consists of decimal digits only; F for an empty one.
##
## Example: is_num("0123")
global is_num: function(str: string): bool;

## Whether a string consists of ASCII letters only; F for an empty one.
##
## Example: is_alpha("abc")
global is_alpha: function(str: string): bool;

## Whether a string consists of ASCII letters and digits only; F for an empty one.
##
## Example: is_alnum("abc1")
global is_alnum: function(str: string): bool;

## Whether no byte is above 127.
##
## Example: is_ascii("abc")
global is_ascii: function(str: string): bool;

## Fills a string on the right up to a width; fill is a single character.
##
## Example: ljust("ab", 4, ".") == "ab.."
global ljust: function(str: string, width: count, fill: string &default=" "): string;

## Fills a string on the left up to a width; fill is a single character.
##
## Example: rjust("ab", 4, ".") == "..ab"
global rjust: function(str: string, width: count, fill: string &default=" "): string;

## Fills a string on the left with zeros up to a width.
##
## Example: zfill("7", 3) == "007"
global zfill: function(str: string, width: count): string;

## Without blanks at both ends.
##
## Example: strip("  a b ") == "a b"
global strip: function(str: string): string;

## Without the given characters at the beginning.
##
## Example: lstrip("xxa", "x") == "a"
global lstrip: function(str: string, chars: string &default=" \t\n\r\v\f"): string;

## Without the given characters at the end.
##
## Example: rstrip("axx", "x") == "a"
global rstrip: function(str: string, chars: string &default=" \t\n\r\v\f"): string;

## ASCII letters in lower case.
##
## Example: to_lower("AbC") == "abc"
global to_lower: function(str: string): string;

## ASCII letters in upper case.
##
## Example: to_upper("AbC") == "ABC"
global to_upper: function(str: string): string;

## The first letter of each word in upper case, the others as they are.
##
## Example: to_title("bananas are good") == "Bananas Are Good"
global to_title: function(str: string): string;

## Upper case to lower case and the other way round.
##
## Example: swap_case("aBc") == "AbC"
global swap_case: function(str: string): string;

## The bytes in opposite order.
##
## Example: reverse("abc") == "cba"
global reverse: function(str: string): string;

## Bytes that do not print as escapes such as \\x00.
##
## Example: clean("a\x01b") == "a\\x01b"
global clean: function(str: string): string;

## Like clean, with quotes and backslashes escaped too, so that the result could stand in a script.
##
## Example: to_string_literal("a\"b") == "a\\\"b"
global to_string_literal: function(str: string): string;

## Bytes that do not print as escapes; a backslash is doubled.
##
## Example: escape_string("a\nb") == "a\\x0ab"
global escape_string: function(s: string): string;

## Each byte as two hexadecimal digits.
##
## Example: string_to_ascii_hex("az") == "617a"
global string_to_ascii_hex: function(s: string): string;

## 16 bytes a line, in hexadecimal and as text.
##
## Example: hexdump("abc")[0:4] == "0000"
global hexdump: function(data_str: string): string;

## In double quotes, with everything escaped that a shell would look into.
##
## Example: safe_shell_quote("a$b") == "\"a\\$b\""
global safe_shell_quote: function(source: string): string;

## Replaces all occurrences of a string.
##
## Example: subst_string("banana", "an", "x") == "bxxa"
global subst_string: function(s: string, from: string, to: string): string;

## Parts that two strings have in common, by the algorithm of Smith and Waterman.
global str_smith_waterman: function(s1: string, s2: string, params: sw_params): sw_substring_vec;

## Cuts a string before each of the given positions, which count from 1.
##
## Example: |str_split_indices("banana", vector(3, 5))| == 3
global str_split_indices: function(s: string, idx: index_vec): string_vec;
