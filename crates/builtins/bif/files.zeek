##! Files of the machine, as scripts write them.

module GLOBAL;

## Opens a file for writing and empties it.
##
## Example:
##     local f = open("example.txt");
##     write_file(f, "two words");
##     close(f);
##     file_size("example.txt") == 9.0
global open: function(f: string): file of string;

## Opens a file for writing behind its end.
##
## Example:
##     close(open("log.txt"));
##     local f = open_for_append("log.txt");
##     print f, "x";
##     close(f);
##     file_size("log.txt") == 2.0
global open_for_append: function(f: string): file of string;

## Closes a file; whether that went well.
global close: function(f: file of string): bool;

## Writes bytes to a file as they are.
global write_file: function(f: file of string, data: string): bool;

## Switches buffering of a file on or off.
global set_buf: function(f: file of string, buffered: bool): any;

## Writes out what is buffered, of all files.
global flush_all: function(): bool;

## From now on print writes bytes to this file as they are.
global enable_raw_output: function(f: file of string): any;

## Whether a file is open.
##
## Example:
##     local f = open("active.txt");
##     active_file(f) && close(f) && ! active_file(f)
global active_file: function(f: file of string): bool;

## The name of a file.
##
## Example: get_file_name(open("named.txt")) == "named.txt"
global get_file_name: function(f: file of string): string;

## Creates a directory; T if it is there afterwards.
##
## Example: mkdir("folder") && mkdir("folder")
global mkdir: function(f: string): bool;

## Removes an empty directory.
##
## Example: mkdir("gone") && rmdir("gone")
global rmdir: function(d: string): bool;

## Removes a file.
##
## Example:
##     close(open("removed.txt"));
##     unlink("removed.txt") && file_size("removed.txt") < 0.0
global unlink: function(f: string): bool;

## Renames a file.
##
## Example:
##     close(open("before.txt"));
##     rename("before.txt", "after.txt") && file_size("after.txt") == 0.0
global rename: function(src_f: string, dst_f: string): bool;

## The size in bytes; -1 if it cannot be told.
global file_size: function(f: string): double;

## Permission bits as ls shows them.
##
## Example: file_mode(420) == "rw-r--r--"
global file_mode: function(mode: count): string;

## Moves an open file away and goes on with an empty one.
global rotate_file: function(f: file of string): rotate_info;

## Moves a file away and goes on with an empty one.
global rotate_file_by_name: function(f: string): rotate_info;

## Time until the next rotation at this interval, by log_rotate_base_time.
global calc_next_rotate: function(i: interval): interval;

## The path of a script as @load finds it; empty if there is none.
##
## Example: find_in_zeekpath("base/init-bare.zeek") != "" && find_in_zeekpath("no/such/script") == ""
global find_in_zeekpath: function(p: string): string;

## Without "." and, where possible, "..".
##
## Example: compress_path("/a/b/../c/./d") == "/a/c/d"
global compress_path: function(dir: string): string;

## Prints the arguments without anything between or behind them.
global print_raw: function(...): bool;
