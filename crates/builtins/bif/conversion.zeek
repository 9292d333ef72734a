##! From one type to another.

module GLOBAL;

## The number that a string denotes; an error and 0 if it does not denote one.
##
## Example: to_count("ff", 16) == 255
global to_count: function(str: string, base: count &default=10): count;

## The number that a string denotes; an error and 0 if it does not denote one.
##
## Example: to_int("-7") == -7
global to_int: function(str: string, base: count &default=10): int;

## The number that a string denotes.
##
## Example: to_double("2.5") == 2.5
global to_double: function(str: string): double;

## The same number; an error and 0 for a negative one.
##
## Example: int_to_count(+7) == 7
global int_to_count: function(n: int): count;

## The same number.
##
## Example: int_to_double(-2) == -2.0
global int_to_double: function(i: int): double;

## The nearest whole number; an error and 0 for a negative one.
##
## Example: double_to_count(2.6) == 3
global double_to_count: function(d: double): count;

## The nearest whole number.
##
## Example: double_to_int(-2.6) == -3
global double_to_int: function(d: double): int;

## The same number.
##
## Example: count_to_double(2) == 2.0
global count_to_double: function(c: count): double;

## Seconds since 1970.
##
## Example: time_to_double(double_to_time(1.5)) == 1.5
global time_to_double: function(t: time): double;

## A time from seconds since 1970.
##
## Example: double_to_time(1.5) < double_to_time(2.5) && time_to_double(double_to_time(1.5)) == 1.5
global double_to_time: function(d: double): time;

## An interval from seconds.
##
## Example: double_to_interval(90.0) == 90 sec
global double_to_interval: function(d: double): interval;

## Seconds.
##
## Example: interval_to_double(1 min) == 60.0
global interval_to_double: function(i: interval): double;

## The number behind an enum value.
##
## Example: enum_to_int(tcp) == 1
global enum_to_int: function(e: any): int;

## The names that an enum type has.
##
## Example: "tcp" in enum_names(transport_proto)
global enum_names: function(et: any): string_set;

## A number from 1, 2, 4 or 8 bytes.
##
## Example: bytestring_to_count("\x01\x00") == 256
global bytestring_to_count: function(s: string, is_le: bool &default=F): count;

## A double from the 8 bytes of its big-endian representation.
##
## Example: bytestring_to_double("\x3f\xf8\x00\x00\x00\x00\x00\x00") == 1.5
global bytestring_to_double: function(s: string): double;

## A double from the 4 bytes of a big-endian float.
##
## Example: bytestring_to_float("\x3f\xc0\x00\x00") == 1.5
global bytestring_to_float: function(s: string): double;
