##! SSH programs, as they name themselves.

@load base/frameworks/software
@load base/protocols/ssh

module SSH;

export {
	redef enum Software::Type += {
		## SSH servers.
		SERVER,
		## SSH clients.
		CLIENT,
	};
}

# What follows the version of the protocol.
function program_in(identification: string): string
	{
	return sub(identification, /^SSH[^-]*-[^-]*-/, "");
	}

event ssh_client_version(c: connection, version: string) &priority=4
	{
	Software::found(c$id, [$unparsed_version=program_in(version), $host=c$id$orig_h, $software_type=CLIENT]);
	}

event ssh_server_version(c: connection, version: string) &priority=4
	{
	Software::found(c$id, [$unparsed_version=program_in(version), $host=c$id$resp_h, $host_p=c$id$resp_p,
	                       $software_type=SERVER]);
	}
