##! What these messages are made of.

@load base/frameworks/supervisor

module Management;

export {
	## What a process is.
	type Role: enum {
		## Nothing of that kind.
		NONE,
		## It runs the nodes of a machine.
		AGENT,
		## It tells the agents what to run.
		CONTROLLER,
		## It is a node.
		NODE,
	};

	## An option of a node.
	type Option: record {
		name: string;
		value: string;
	};

	## A machine with an agent.
	type Instance: record {
		name: string;
		host: addr;
		## Where the agent listens; without it the agent connects.
		listen_port: port &optional;
	};

	type InstanceVec: vector of Instance;

	## How a node is.
	type State: enum {
		## It is to run, and does not yet.
		PENDING,
		RUNNING,
		STOPPED,
		## It could not be started.
		FAILED,
		## It ended by itself.
		CRASHED,
		UNKNOWN,
	};

	## A node.
	type Node: record {
		name: string;
		## The machine on which it runs.
		instance: string;
		## What it does in the cluster.
		role: Supervisor::ClusterRole;
		## How it should be.
		state: State;
		## Where it listens.
		p: port &optional;
		## What else it loads.
		scripts: vector of string &optional;
		options: set[Option] &optional;
		## What it watches, and on which core.
		interface: string &optional;
		cpu_affinity: int &optional;
		env: table[string] of string &default=table();
		## Where its metrics can be read.
		metrics_port: port &optional;
	};

	## All machines and nodes.
	type Configuration: record {
		id: string &default=unique_id("");
		instances: set[Instance] &default=set();
		nodes: set[Node] &default=set();
	};

	## How a node is, as its agent tells.
	type NodeStatus: record {
		node: string;
		state: State;
		mgmt_role: Role &default=NONE;
		cluster_role: Supervisor::ClusterRole &default=Supervisor::NONE;
		pid: int &optional;
		p: port &optional;
		metrics_port: port &optional;
	};

	type NodeStatusVec: vector of NodeStatus;

	## What came of a request.
	type Result: record {
		reqid: string;
		success: bool &default=T;
		## Where.
		instance: string &optional;
		## What was asked for.
		data: any &optional;
		## Why it did not succeed.
		error: string &optional;
		node: string &optional;
	};

	type ResultVec: vector of Result;

	## What a node has printed of late.
	type NodeOutputs: record {
		stdout: string;
		stderr: string;
	};

	## A result, for people.
	global result_to_string: function(res: Result): string;

	## Results, for people.
	global result_vec_to_string: function(res: ResultVec): string;
}

function result_to_string(res: Result): string
	{
	local parts = vector(res$success ? "success" : "error");

	if ( ! res$success && res?$error )
		parts[0] = fmt("error (%s)", res$error);

	if ( res?$instance && res$instance != "" )
		parts += fmt("instance %s", res$instance);

	if ( res?$node && res$node != "" )
		parts += fmt("node %s", res$node);

	return join_string_vec(parts, ", ");
	}

function result_vec_to_string(res: ResultVec): string
	{
	local parts: vector of string = vector();

	for ( _, r in res )
		parts += result_to_string(r);

	return join_string_vec(parts, "; ");
	}
