##! Settings of all processes of this kind.

@load base/misc/installation
@load ./types

module Management;

export {
	## What this process is.
	const role = NONE &redef;

	## Where processes listen that are not told where.
	const default_address = getenv("ZEEK_DEFAULT_LISTEN_ADDRESS") == "" ? "0.0.0.0" : getenv("ZEEK_DEFAULT_LISTEN_ADDRESS") &redef;

	## How long to wait before the next try to connect.
	const connect_retry = 1 sec &redef;

	## Where changing files are, and where files are that stay; "": below the installation.
	const spool_dir = "" &redef;
	const state_dir = "" &redef;

	## The folders that hold.
	global get_spool_dir: function(): string;
	global get_state_dir: function(): string;
}

function get_spool_dir(): string
	{
	return spool_dir != "" ? spool_dir : Installation::spool_dir;
	}

function get_state_dir(): string
	{
	return state_dir != "" ? state_dir : Installation::state_dir;
	}

# No messages come, so that nothing can be asked of a process that was told to be one of these.
event zeek_init()
	{
	if ( role == AGENT || role == CONTROLLER )
		Reporter::warning(fmt("Management: there are no messages between programs, so that this process does nothing as %s", role));
	}
