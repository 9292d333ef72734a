# Written by `cargo xtask codegen` from the files that are there; do not edit.

@load ./conn
@load ./dns
@load ./ftp
@load ./http
@load ./imap
@load ./krb
@load ./ldap
@load ./pop3
@load ./quic
@load ./smtp
@load ./ssh
@load ./ssl
@load ./websocket
@load ./xmpp
