##! Addresses and ports in the notations of FTP (RFC 959, RFC 2428).

module GLOBAL;

## Address and port as the command PORT writes them.
##
## Example: fmt_ftp_port(10.0.0.1, 1234/tcp) == "10,0,0,1,4,210"
global fmt_ftp_port: function(a: addr, p: port): string;

## Address and port of a PORT command.
##
## Example: parse_ftp_port("10,0,0,1,4,210")$p == 1234/tcp
global parse_ftp_port: function(s: string): ftp_port;

## Address and port of an EPRT command.
##
## Example: parse_eftp_port("|1|10.0.0.1|1234|")$p == 1234/tcp
global parse_eftp_port: function(s: string): ftp_port;

## Address and port of the answer to PASV.
##
## Example: parse_ftp_pasv("227 ok (10,0,0,1,4,210)")$p == 1234/tcp
global parse_ftp_pasv: function(str: string): ftp_port;

## Port of the answer to EPSV; the address is ::.
##
## Example: parse_ftp_epsv("229 ok (|||1234|)")$p == 1234/tcp
global parse_ftp_epsv: function(str: string): ftp_port;
