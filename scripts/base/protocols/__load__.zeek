# Written by `cargo xtask codegen` from the files that are there; do not edit.

@load ./conn
@load ./dns
@load ./ftp
@load ./http
@load ./krb
@load ./ldap
@load ./smtp
@load ./ssh
@load ./ssl
@load ./websocket
