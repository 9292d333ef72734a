##! Versions of MySQL servers, by how they greet.

@load base/frameworks/software
@load base/protocols/mysql

module MySQL;

export {
	redef enum Software::Type += {
		## A MySQL server.
		MySQL::SERVER,
	};
}

event mysql_server_version(c: connection, ver: string)
	{
	if ( ver == "" )
		return;

	Software::found(c$id, Software::Info($unparsed_version=ver, $host=c$id$resp_h, $software_type=MySQL::SERVER));
	}
