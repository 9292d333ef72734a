##! Messages of what watches nodes.

@load policy/frameworks/management/types

module Management::Supervisor::API;

export {
	## A node has ended; what it printed of late.
	global notify_node_exit: event(node: string, outputs: Management::NodeOutputs);
}
