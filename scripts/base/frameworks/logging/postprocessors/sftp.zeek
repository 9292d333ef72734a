##! Sends rotated logs to other machines by sftp. A filter asks for it with
##! $postprocessor=Log::sftp_postprocessor and an interval in $interv; keys without a passphrase have to
##! be in place.

module Log;

export {
	## Sends a rotated log to all destinations of its writer and path, then removes it.
	global sftp_postprocessor: function(info: Log::RotationInfo): bool;

	## Where to send it.
	type SFTPDestination: record {
		## User on the other machine.
		user: string;
		## The other machine.
		host: string;
		## Port on the other machine.
		host_port: count &default=22;
		## Directory on the other machine.
		path: string;
	};

	## Destinations by writer and path.
	global sftp_destinations: table[Writer, string] of set[SFTPDestination] = table();

	## Shape of the time in names of files on the other machine, for strftime.
	const sftp_rotation_date_format = "%Y-%m-%d-%H-%M-%S" &redef;
}

function sftp_postprocessor(info: Log::RotationInfo): bool
	{
	if ( [info$writer, info$path] !in sftp_destinations )
		return T;

	local command = "";

	for ( d in sftp_destinations[info$writer, info$path] )
		{
		local target = fmt("%s/%s.%s.log", d$path, info$path, strftime(sftp_rotation_date_format, info$open));
		command += fmt("echo %s | sftp -P %d -b - %s; ",
		               safe_shell_quote(fmt("put %s %s", info$fname, target)), d$host_port,
		               safe_shell_quote(fmt("%s@%s", d$user, d$host)));
		}

	command += fmt("/bin/rm %s", safe_shell_quote(info$fname));
	system(command);

	return T;
	}
