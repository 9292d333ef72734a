##! Where the folders of an installation are.

module Installation;

export {
	## The top of it.
	const root_dir = "/opt/zeek";

	## Settings.
	const etc_dir = "/opt/zeek/etc";

	## Logs.
	const log_dir = "/opt/zeek/logs";

	## What belongs to a run.
	const spool_dir = "/opt/zeek/spool";

	## What outlives it.
	const state_dir = "/opt/zeek/var/lib";
}
