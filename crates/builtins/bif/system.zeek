##! The process and its machine.

module GLOBAL;

## An environment variable; empty if it is not set.
global getenv: function(var: string): string;

## Sets an environment variable.
global setenv: function(var: string, val: string): bool;

## Runs a shell command in the background and gives its exit status at the start: 0 if it could be
## started.
global system: function(str: string): int;

## Like system, with further environment variables, prefixed by ZEEK_ARG_.
global system_env: function(str: string, env: table_string_of_string): int;

## Runs a shell command with data on its standard input.
global piped_exec: function(program: string, to_write: string): bool;

## The name of this machine.
global gethostname: function(): string;

## The number of this process.
global getpid: function(): count;

## Sends a line to syslog.
global syslog: function(s: string): any;

## Ends the process at once.
global exit: function(code: int): any;

## Ends the engine in good order: events, logs and all.
global terminate: function(): bool;

## Whether the engine is about to end.
global zeek_is_terminating: function(): bool;

## The version of the language and library that this engine speaks.
global zeek_version: function(): string;

## Arguments after the scripts on the command line.
global zeek_args: function(): string_vec;

## Whether option -b was given.
global bare_mode: function(): bool;

## Whether an address belongs to this machine.
global is_local_interface: function(ip: addr): bool;
