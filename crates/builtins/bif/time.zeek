##! Time.

module GLOBAL;

## The time of the wall clock.
##
## Example: current_time() > double_to_time(1e9)
global current_time: function(): time;

## The time of the latest packet, or of the wall clock before the first one.
global network_time: function(): time;

## Sets the clock, for inputs other than packets.
global set_network_time: function(nt: time): bool;

## The time at which the event at hand was raised.
global current_event_time: function(): time;

## A time as text, like C's strftime, in UTC.
##
## Example: strftime("%Y-%m-%d %H:%M:%S", double_to_time(0.0)) == "1970-01-01 00:00:00"
global strftime: function(fmt: string, d: time): string;

## A time from text, like C's strptime, in UTC.
##
## Example: strptime("%Y-%m-%d", "1970-01-02") == double_to_time(86400.0)
global strptime: function(fmt: string, d: string): time;

## Stops for a while and tells how long. Holds up everything, so for tests only.
global sleep: function(i: interval): interval;
