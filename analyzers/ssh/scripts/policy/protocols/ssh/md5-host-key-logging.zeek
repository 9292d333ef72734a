##! ssh.log: the MD5 of the server's key, for comparison with older records.

@load base/protocols/ssh

module SSH;

redef record Info += {
	## MD5 of the server's key, in hexadecimal.
	host_key: string &log &optional;
};

event ssh_server_host_key(c: connection, hash: string) &priority=5
	{
	if ( c?$ssh )
		c$ssh$host_key = hash;
	}
