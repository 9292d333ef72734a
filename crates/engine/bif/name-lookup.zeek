##! Names and addresses, by the resolver of the machine.

module GLOBAL;

## The name of an address. Only inside when: the answer takes a while.
global lookup_addr: function(host: addr): string;

## The addresses of a name. Only inside when.
global lookup_hostname: function(host: string): addr_set;

## The text record of a name. Only inside when.
global lookup_hostname_txt: function(host: string): string;

## The addresses of a name, waiting for the answer. Holds up everything.
global blocking_lookup_hostname: function(host: string): addr_set;
