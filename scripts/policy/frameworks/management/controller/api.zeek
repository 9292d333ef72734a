##! Messages to and from a controller.

@load policy/frameworks/management/types

module Management::Controller::API;

export {
	## The version of these messages.
	const version = 1;

	## Keep this configuration for later.
	global stage_configuration_request: event(reqid: string, config: Management::Configuration);
	global stage_configuration_response: event(reqid: string, results: Management::ResultVec);

	## Which configuration is there: the one that is deployed, or the one that is kept for later?
	global get_configuration_request: event(reqid: string, deployed: bool);
	global get_configuration_response: event(reqid: string, result: Management::Result);

	## Run the configuration that is kept for later.
	global deploy_request: event(reqid: string);
	global deploy_response: event(reqid: string, results: Management::ResultVec);

	## Which agents, and which nodes are there?
	global get_instances_request: event(reqid: string);
	global get_instances_response: event(reqid: string, result: Management::Result);
	global get_nodes_request: event(reqid: string);
	global get_nodes_response: event(reqid: string, results: Management::ResultVec);

	## What is the value of a variable?
	global get_id_value_request: event(reqid: string, id: string, nodes: set[string] &default=set());
	global get_id_value_response: event(reqid: string, results: Management::ResultVec);

	## Start these nodes anew.
	global restart_request: event(reqid: string, nodes: set[string] &default=set());
	global restart_response: event(reqid: string, results: Management::ResultVec);

	## For tests: let a request be given up.
	global test_timeout_request: event(reqid: string, with_state: bool);
	global test_timeout_response: event(reqid: string, result: Management::Result);

	## All agents are there.
	global notify_agents_ready: event(instances: set[string]);
}
