##! Addresses in texts: patterns that find them, and how URIs write them.

## The parts of the patterns below.
const ipv4_decim = /[0-9]{1}|[0-9]{2}|0[0-9]{2}|1[0-9]{2}|2[0-4][0-9]|25[0-5]/;

## An IPv4 address.
const ipv4_addr_regex = ipv4_decim & /\./ & ipv4_decim & /\./ & ipv4_decim & /\./ & ipv4_decim;

const ipv6_hextet = /[0-9A-Fa-f]{1,4}/;

## An IPv6 address with all its parts.
const ipv6_8hex_regex = /([0-9A-Fa-f]{1,4}:){7}([0-9A-Fa-f]{1,4})/;

## An IPv6 address whose zeros are shortened.
const ipv6_compressed_hex_regex = /(([0-9A-Fa-f]{1,4}(:[0-9A-Fa-f]{1,4})*)?)::(([0-9A-Fa-f]{1,4}(:[0-9A-Fa-f]{1,4})*)?)/;

## An IPv6 address that ends like one of IPv4.
const ipv6_hex4dec_regex = /([0-9A-Fa-f]{1,4}:){6}/ & ipv4_addr_regex;

## An IPv6 address whose zeros are shortened and that ends like one of IPv4.
const ipv6_compressed_hex4dec_regex = /(([0-9A-Fa-f]{1,4}(:[0-9A-Fa-f]{1,4})*)?)::([0-9A-Fa-f]{1,4}:)*/ & ipv4_addr_regex;

## An IPv6 address in any notation.
const ipv6_addr_regex = ipv6_8hex_regex | ipv6_compressed_hex4dec_regex | ipv6_hex4dec_regex | ipv6_compressed_hex_regex;

## An address.
const ip_addr_regex = ipv4_addr_regex | ipv6_addr_regex;

## Whether the parts of an IPv4 address are below 256.
function has_valid_octets(octets: string_vec): bool
	{
	for ( i, octet in octets )
		if ( to_count(octet) > 255 )
			return F;

	return T;
	}

## The addresses in a text, in their order.
##
## check_wrapping: only those that brackets, braces or the like enclose.
function extract_ip_addresses(input: string, check_wrapping: bool &default=F): string_vec
	{
	local found: string_vec = vector();
	local parts = split_string_all(input, ip_addr_regex);

	for ( i, part in parts )
		{
		if ( i % 2 == 0 || ! is_valid_ip(part) )
			next;

		if ( check_wrapping && ! ( /[\[({<|]$/ in parts[i - 1] && /^[\])}>|]/ in parts[i + 1] ) )
			next;

		found += part;
		}

	return found;
	}

## An address as URIs write it: one of IPv6 in brackets.
function addr_to_uri(a: addr): string
	{
	return is_v4_addr(a) ? cat(a) : fmt("[%s]", a);
	}

## A link-layer address in lower case with colons; empty if the text is none of 6 or 8 bytes.
function normalize_mac(a: string): string
	{
	local digits = to_lower(gsub(a, /[:.-]/, ""));

	if ( ( |digits| != 12 && |digits| != 16 ) || /[^0-9a-f]/ in digits )
		return "";

	local mac = digits[0:2];
	local i = 2;

	while ( i < |digits| )
		{
		mac += fmt(":%s", digits[i : i + 2]);
		i += 2;
		}

	return mac;
	}
