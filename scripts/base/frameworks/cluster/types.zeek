##! What nodes are.

module Cluster;

export {
	## Kinds of nodes.
	type NodeType: enum {
		## No node of a cluster.
		NONE,
		## A node that tells others what to do.
		CONTROL,
		## Writes the logs.
		LOGGER,
		## Decides for all.
		MANAGER,
		## Takes work off the manager that is spread by key.
		PROXY,
		## Sees packets.
		WORKER,
	};

	## A node.
	type Node: record {
		## Its kind.
		node_type: NodeType;
		## Where it listens.
		ip: addr;
		## The zone of a link-local address.
		zone_id: string &default="";
		## The port on which it listens.
		p: port &default=0/unknown;
		## The name of its manager.
		manager: string &optional;
		## The id it has when it is there.
		id: string &optional;
		## The port on which its metrics can be read.
		metrics_port: port &optional;
	};

	## A node with its name.
	type NamedNode: record {
		name: string;
		node: Node;
	};

	## A line of cluster.log.
	type Info: record {
		## When it was written.
		ts: time &log;
		## The node that wrote it.
		node: string &log;
		## What happened.
		message: string &log;
	};
}
