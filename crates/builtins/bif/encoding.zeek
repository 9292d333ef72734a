##! Encodings.

module GLOBAL;

##
## Example: unescape_URI("/a%20b") == "/a b"
global unescape_URI: function(URI: string): string;

## Base64; a is an alphabet of 64 characters, empty: the usual one.
##
## Example: encode_base64("abc") == "YWJj"
global encode_base64: function(s: string, a: string &default=""): string;

## The bytes behind Base64.
##
## Example: decode_base64("YWJj") == "abc"
global decode_base64: function(s: string, a: string &default=""): string;

## Like decode_base64; errors are reported as weirds of the connection.
global decode_base64_conn: function(cid: conn_id, s: string, a: string &default=""): string;

## Whether a string is Base64.
##
## Example: is_valid_base64("YWJj")
global is_valid_base64: function(s: string, a: string &default=""): bool;

## Each byte as two hexadecimal digits.
##
## Example: bytestring_to_hexstr("\x0a\xff") == "0aff"
global bytestring_to_hexstr: function(bytestring: string): string;

## The bytes that pairs of hexadecimal digits denote.
##
## Example: hexstr_to_bytestring("6162") == "ab"
global hexstr_to_bytestring: function(hexstr: string): string;

## 16 bytes as a UUID; bytes are swapped as DCE/RPC does.
##
## Example: uuid_to_string("\xfe\x80\x3b\x40\xed\x78\x2d\x10\x81\x85\x02\xdf\xae\x12\x60\x05") == "403b80fe-78ed-102d-8185-02dfae126005"
global uuid_to_string: function(uuid: string): string;

## The name behind the encoding of NetBIOS (RFC 1001, section 14), without blanks and type.
##
## Example: decode_netbios_name("FEEIEFCAEOEFFEECEJEPFDCAEOEBENEF") == "THE NETBIOS NAM"
global decode_netbios_name: function(name: string): string;

## The last byte of a NetBIOS name, which tells its type.
##
## Example: decode_netbios_name_type("FEEIEFCAEOEFFEECEJEPFDCAEOEBENEF") == 69
global decode_netbios_name_type: function(name: string): count;

## A distinguished name taken apart.
global parse_distinguished_name: function(dn: string): string;
