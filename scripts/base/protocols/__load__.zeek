# Written by `cargo xtask codegen` from the files that are there; do not edit.

@load ./conn
@load ./dhcp
@load ./dns
@load ./ftp
@load ./http
@load ./imap
@load ./krb
@load ./ldap
@load ./modbus
@load ./mysql
@load ./ntp
@load ./pop3
@load ./postgresql
@load ./quic
@load ./radius
@load ./redis
@load ./rfb
@load ./smtp
@load ./snmp
@load ./socks
@load ./ssh
@load ./ssl
@load ./syslog
@load ./websocket
@load ./xmpp
