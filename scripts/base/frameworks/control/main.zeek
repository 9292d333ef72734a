##! Questions to a running process, and orders: what it answers stands in policy/frameworks/control/controllee.

module Control;

export {
	## What the topics of these messages begin with.
	const topic_prefix = "zeek/control";

	## The node that is asked.
	const host = 0.0.0.0 &redef;
	const host_port = 0/tcp &redef;

	## The zone of a link-local address.
	const zone_id = "" &redef;

	## Whether the node that is asked waits for others to come.
	const controllee_listen = T &redef;

	## What is asked, and about what.
	const cmd = "" &redef;
	const arg = "" &redef;

	## What can be asked.
	const commands: set[string] = {
		"id_value",
		"peer_status",
		"net_stats",
		"configuration_update",
		"shutdown",
	} &redef;

	## Variables that are not sent to others.
	const ignore_ids: set[string] = {};

	## The value of a variable, as text.
	global id_value_request: event(id: string);
	global id_value_response: event(id: string, val: string);

	## Which nodes it is connected to.
	global peer_status_request: event();
	global peer_status_response: event(s: string);

	## How many packets it saw.
	global net_stats_request: event();
	global net_stats_response: event(s: string);

	## Variables were changed.
	global configuration_update_request: event();
	global configuration_update: event();
	global configuration_update_response: event();

	## It shall end.
	global shutdown_request: event();
	global shutdown_response: event();
}

# Ends the run, when what was raised before is done.
global terminate_event: event();

event terminate_event()
	{
	terminate();
	}
