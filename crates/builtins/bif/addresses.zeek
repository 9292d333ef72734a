##! Addresses and ports.

module GLOBAL;

## Whether an address is of IPv4.
##
## Example: is_v4_addr(10.0.0.1)
global is_v4_addr: function(a: addr): bool;

## Whether an address is of IPv6.
##
## Example: is_v6_addr([::1])
global is_v6_addr: function(a: addr): bool;

## Whether a string is an IP address.
##
## Example: is_valid_ip("10.0.0.1") && ! is_valid_ip("10.0.0.256")
global is_valid_ip: function(ip: string): bool;

## The address that a string denotes; an error and :: if it does not denote one.
##
## Example: to_addr("10.0.0.1") == 10.0.0.1
global to_addr: function(ip: string): addr;

## The 32-bit words of an address, most significant first.
##
## Example: addr_to_counts(10.0.0.1)[0] == 167772161
global addr_to_counts: function(a: addr): index_vec;

## The opposite of addr_to_counts: one word for IPv4, four for IPv6.
##
## Example: counts_to_addr(vector(167772161)) == 10.0.0.1
global counts_to_addr: function(v: index_vec): addr;

## An address from a number.
##
## Example: count_to_v4_addr(167772161) == 10.0.0.1
global count_to_v4_addr: function(ip: count): addr;

## An address from four bytes.
##
## Example: raw_bytes_to_v4_addr("\x0a\x00\x00\x01") == 10.0.0.1
global raw_bytes_to_v4_addr: function(b: string): addr;

## An address from sixteen bytes.
##
## Example: raw_bytes_to_v6_addr("\x20\x01\x0d\xb8\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x01") == [2001:db8::1]
global raw_bytes_to_v6_addr: function(x: string): addr;

## The name that a reverse look-up asks for.
##
## Example: addr_to_ptr_name(10.0.0.1) == "1.0.0.10.in-addr.arpa"
global addr_to_ptr_name: function(a: addr): string;

## The address of a reverse look-up.
##
## Example: ptr_name_to_addr("1.0.0.10.in-addr.arpa") == 10.0.0.1
global ptr_name_to_addr: function(s: string): addr;

## The network around an address.
##
## Example: mask_addr(10.1.2.3, 16) == 10.1.0.0/16
global mask_addr: function(a: addr, top_bits_to_keep: count): subnet;

## The upper bits of one address with the lower bits of another; bits count for IPv6, so IPv4 starts at
## 96.
##
## Example: remask_addr(10.1.2.3, 192.168.0.9, 112) == 10.1.0.9
global remask_addr: function(a1: addr, a2: addr, top_bits_from_a1: count): addr;

## The addresses in the data of an IPv6 routing header of type 0.
global routing0_data_to_addrs: function(s: string): addr_vec;

## The address as it is to be shown, by its class. No class has a method other than to keep addresses as they are,
## and IPv6 has none at all: an error.
##
## Example: anonymize_addr(10.0.0.1, ORIG_ADDR) == 10.0.0.1
global anonymize_addr: function(a: addr, cl: IPAddrAnonymizationClass): addr;

## Keeps the upper bits of an address when it is anonymized, which changes nothing as long as addresses are kept.
global preserve_prefix: function(a: addr, width: count): any;

## Whether a port is one of TCP.
##
## Example: is_tcp_port(80/tcp)
global is_tcp_port: function(p: port): bool;

## Whether a port is one of UDP.
##
## Example: is_udp_port(53/udp)
global is_udp_port: function(p: port): bool;

## Whether a port is one of ICMP.
##
## Example: is_icmp_port(8/icmp)
global is_icmp_port: function(p: port): bool;

## The port that a string denotes.
##
## Example: to_port("53/udp") == 53/udp
global to_port: function(s: string): port;

## The number without the protocol.
##
## Example: port_to_count(53/udp) == 53
global port_to_count: function(p: port): count;

## A port from number and protocol.
##
## Example: count_to_port(53, udp) == 53/udp
global count_to_port: function(num: count, proto: transport_proto): port;

## The protocol of a port.
##
## Example: get_port_transport_proto(53/udp) == udp
global get_port_transport_proto: function(p: port): transport_proto;
