##! Processes under supervision, as the engine knows them.

module Supervisor;

export {
	## What a process does in a cluster.
	type ClusterRole: enum {
		NONE,
		LOGGER,
		MANAGER,
		PROXY,
		WORKER,
	};

	## A node of a cluster, for other nodes.
	type ClusterEndpoint: record {
		role: Supervisor::ClusterRole;
		host: addr;
		p: port;
		interface: string &optional;
		pcap_file: string &optional;
		metrics_port: port &optional;
	};

	## How a process is run.
	type NodeConfig: record {
		name: string;
		interface: string &optional;
		pcap_file: string &optional;
		directory: string &optional;
		stdout_file: string &optional;
		stderr_file: string &optional;
		bare_mode: bool &optional;
		addl_base_scripts: vector of string &default=vector();
		addl_user_scripts: vector of string &default=vector();
		env: table[string] of string &default=table();
		cpu_affinity: int &optional;
		cluster: table[string] of Supervisor::ClusterEndpoint &default=table();
	};

	## How a process is doing.
	type NodeStatus: record {
		node: Supervisor::NodeConfig;
		pid: int &optional;
	};

	## How all processes are doing.
	type Status: record {
		nodes: table[string] of Supervisor::NodeStatus;
	};

	## A process was started.
	global node_status: event(node: string, pid: count);
}
