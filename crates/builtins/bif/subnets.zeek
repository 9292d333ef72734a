##! Networks.

module GLOBAL;

## Whether a network is of IPv4.
##
## Example: is_v4_subnet(10.0.0.0/8)
global is_v4_subnet: function(s: subnet): bool;

## Whether a network is of IPv6.
##
## Example: is_v6_subnet([fe80::]/10)
global is_v6_subnet: function(s: subnet): bool;

## Whether a string is a network in CIDR notation.
##
## Example: is_valid_subnet("10.0.0.0/8")
global is_valid_subnet: function(cidr: string): bool;

## The network that a string denotes; an error and ::/0 if it does not denote one.
##
## Example: to_subnet("10.0.0.0/8") == 10.0.0.0/8
global to_subnet: function(sn: string): subnet;

## The network that consists of this address alone.
##
## Example: addr_to_subnet(10.0.0.1) == 10.0.0.1/32
global addr_to_subnet: function(a: addr): subnet;

## The first address of a network.
##
## Example: subnet_to_addr(10.0.0.0/8) == 10.0.0.0
global subnet_to_addr: function(sn: subnet): addr;

## The length of the prefix.
##
## Example: subnet_width(10.0.0.0/8) == 8
global subnet_width: function(sn: subnet): count;

## Whether exactly this network is an index of a table or element of a set, not just one that contains
## it.
##
## Example:
##     local s: set[subnet] = { 10.0.0.0/8 };
##     check_subnet(10.0.0.0/8, s) && ! check_subnet(10.1.0.0/16, s)
global check_subnet: function(search: subnet, t: any): bool;

## The part of a table or set whose networks contain the given one, or are it.
##
## Example:
##     local t = table([10.1.0.0/16] = 1, [11.0.0.0/8] = 2);
##     local inside: table[subnet] of count = filter_subnet_table(10.1.2.0/24, t);
##     |inside| == 1 && 10.1.0.0/16 in inside
global filter_subnet_table: function(search: subnet, t: any): any;

## The networks of a table or set that contain the given one, or are it.
##
## Example:
##     local s: set[subnet] = { 10.0.0.0/8, 10.1.0.0/16, 192.168.0.0/16 };
##     |matching_subnets(10.1.2.0/24, s)| == 2
global matching_subnets: function(search: subnet, t: any): subnet_vec;

## Keeps a network when its addresses are anonymized, which changes nothing as long as addresses are kept.
global preserve_subnet: function(a: subnet): any;
