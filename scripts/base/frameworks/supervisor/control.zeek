##! Messages to and from a process that starts the nodes of a cluster. Nodes are started by the command line here: nothing is
##! asked in this way.

@load ./api

module SupervisorControl;

export {
	## What the topics of these messages begin with.
	const topic_prefix = "zeek/supervisor" &redef;

	## Whether that process waits for messages.
	const enable_listen = T &redef;

	## How are the nodes?
	global status_request: event(reqid: string, node: string);
	global status_response: event(reqid: string, result: Supervisor::Status);

	## Start a node.
	global create_request: event(reqid: string, node: Supervisor::NodeConfig);
	global create_response: event(reqid: string, result: string);

	## End a node.
	global destroy_request: event(reqid: string, node: string);
	global destroy_response: event(reqid: string, result: bool);

	## Start a node anew.
	global restart_request: event(reqid: string, node: string);
	global restart_response: event(reqid: string, result: bool);

	## End all of them.
	global stop_request: event();

	## A node was started.
	global node_status: event(node: string, pid: count);
}
