##! Sends rotated logs to other machines by scp. A filter asks for it with
##! $postprocessor=Log::scp_postprocessor and an interval in $interv; keys without a passphrase have to
##! be in place.

module Log;

export {
	## Sends a rotated log to all destinations of its writer and path, then removes it.
	global scp_postprocessor: function(info: Log::RotationInfo): bool;

	## Where to send it.
	type SCPDestination: record {
		## User on the other machine.
		user: string;
		## The other machine.
		host: string;
		## Directory on the other machine.
		path: string;
	};

	## Destinations by writer and path.
	global scp_destinations: table[Writer, string] of set[SCPDestination] = table();

	## Shape of the time in names of files on the other machine, for strftime.
	const scp_rotation_date_format = "%Y-%m-%d-%H-%M-%S" &redef;
}

function scp_postprocessor(info: Log::RotationInfo): bool
	{
	if ( [info$writer, info$path] !in scp_destinations )
		return T;

	local command = "";

	for ( d in scp_destinations[info$writer, info$path] )
		{
		local target = fmt("%s/%s.%s.log", d$path, info$path, strftime(scp_rotation_date_format, info$open));
		command += fmt("scp %s %s; ", safe_shell_quote(info$fname),
		               safe_shell_quote(fmt("%s@%s:%s", d$user, d$host, target)));
		}

	command += fmt("/bin/rm %s", safe_shell_quote(info$fname));
	system(command);

	return T;
	}
