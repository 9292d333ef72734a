##! The process and its machine.

module GLOBAL;

## An environment variable; empty if it is not set.
##
## Example: getenv("NO_SUCH_VARIABLE") == ""
global getenv: function(var: string): string;

## Sets an environment variable.
##
## Example: setenv("GREETING", "hello") && getenv("GREETING") == "hello"
global setenv: function(var: string, val: string): bool;

## Runs a shell command in the background and gives its exit status at the start: 0 if it could be
## started.
##
## Example: system("true") == 0
global system: function(str: string): int;

## Like system, with further environment variables, prefixed by ZEEK_ARG_.
global system_env: function(str: string, env: table_string_of_string): int;

## Runs a shell command with data on its standard input.
##
## Example: piped_exec("cat > piped.txt", "hello") && file_size("piped.txt") == 5.0
global piped_exec: function(program: string, to_write: string): bool;

## The name of this machine.
##
## Example: gethostname() != ""
global gethostname: function(): string;

## The number of this process.
##
## Example: getpid() > 0
global getpid: function(): count;

## Sends a line to syslog.
global syslog: function(s: string): any;

## Ends the process at once.
global exit: function(code: int): any;

## Ends the engine in good order: events, logs and all.
global terminate: function(): bool;

## Whether the engine is about to end.
##
## Example: ! zeek_is_terminating()
global zeek_is_terminating: function(): bool;

## The version of the language and library that this engine speaks.
##
## Example: zeek_version() != ""
global zeek_version: function(): string;

## Arguments after the scripts on the command line.
global zeek_args: function(): string_vec;

## Whether option -b was given.
##
## Example: bare_mode()
global bare_mode: function(): bool;

## Whether an address belongs to this machine.
global is_local_interface: function(ip: addr): bool;
