##! Settings of a node that is managed.

module Management::Node;

export {
	## The topic of its messages.
	const node_topic = "zeek/management/node" &redef;

	## Where it prints.
	const stdout_file = "stdout" &redef;
	const stderr_file = "stderr" &redef;
}
