##! Messages to and from agents.

@load policy/frameworks/management/types

module Management::Agent::API;

export {
	## The version of these messages.
	const version = 1;

	## Run these nodes.
	global deploy_request: event(reqid: string, config: Management::Configuration, force: bool &default=F);
	global deploy_response: event(reqid: string, results: Management::ResultVec);

	## Which nodes run?
	global get_nodes_request: event(reqid: string);
	global get_nodes_response: event(reqid: string, result: Management::Result);

	## Ask nodes for something.
	global node_dispatch_request: event(reqid: string, action: vector of string, nodes: set[string] &default=set());
	global node_dispatch_response: event(reqid: string, results: Management::ResultVec);

	## The controller takes this agent, or needs it no longer.
	global agent_welcome_request: event(reqid: string);
	global agent_welcome_response: event(reqid: string, result: Management::Result);
	global agent_standby_request: event(reqid: string);
	global agent_standby_response: event(reqid: string, result: Management::Result);

	## Start these nodes anew.
	global restart_request: event(reqid: string, nodes: set[string] &default=set());
	global restart_response: event(reqid: string, results: Management::ResultVec);

	## An agent is there.
	global notify_agent_hello: event(instance: string, id: string, connecting: bool, api_version: count);

	## A node has changed.
	global notify_change: event(instance: string, n: Management::Node, old: Management::State, new: Management::State);

	## Something went wrong, or is worth a line.
	global notify_error: event(instance: string, msg: string, node: string &default="");
	global notify_log: event(instance: string, msg: string, node: string &default="");
}
