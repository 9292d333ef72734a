##! Several nodes that work as one: which nodes there are, and which of them this one is. A process alone is
##! none of them, and the questions below tell so.

@load base/frameworks/logging
@load ./types

module Cluster;

export {
	redef enum Log::ID += { LOG };

	## Decides over each line of cluster.log.
	global log_policy: Log::PolicyHook;

	## Logs are spread over all loggers.
	const enable_round_robin_logging = T &redef;

	## Topics to which all nodes of a kind listen.
	const logger_topic = "zeek/cluster/logger" &redef;
	const manager_topic = "zeek/cluster/manager" &redef;
	const proxy_topic = "zeek/cluster/proxy" &redef;
	const worker_topic = "zeek/cluster/worker" &redef;

	## What the topics of single nodes begin with, by name and by id.
	const node_topic_prefix = "zeek/cluster/node/" &redef;
	const nodeid_topic_prefix = "zeek/cluster/nodeid/" &redef;

	## Topics that reach every node.
	const broadcast_topics = set(logger_topic, manager_topic, proxy_topic, worker_topic);

	## The manager writes logs, as there is no logger.
	const manager_is_logger = T &redef;

	## The nodes by name.
	const nodes: table[string] of Node = {} &redef;

	## The name of this node.
	const node = getenv("CLUSTER_NODE") &redef;

	## How long to wait before another try to reach a node.
	const retry_interval = 1 sec &redef;

	## The stores that are kept for all nodes.
	type StoreInfo: record {
		## Its name.
		name: string &optional;
		## The store itself.
		store: opaque of Broker::Store &optional;
		## The node that has it; without one the manager.
		master_node: string &default="";
		## Whether this node has it.
		master: bool &default=F;
		## How it is kept.
		backend: Broker::BackendType &default=Broker::MEMORY;
		## Settings of what keeps it.
		options: Broker::BackendOptions &default=Broker::BackendOptions();
		## Copies look for the store again after so long.
		clone_resync_interval: interval &default=10 sec;
		## Copies that did not find it for so long are stale.
		clone_stale_interval: interval &default=5 min;
		## Changes wait so long for a store that is not there.
		clone_mutation_buffer_interval: interval &default=2 min;
	};

	## How stores are kept, those that last and the others; which node has them; and the folder of their files.
	const default_backend = Broker::MEMORY &redef;
	const default_persistent_backend = Broker::SQLITE &redef;
	const default_master_node = "" &redef;
	const default_store_dir = "" &redef;

	## Settings of stores by name.
	global stores: table[string] of StoreInfo = {} &redef;

	## Ids of the nodes that are there, by kind.
	global active_node_ids: table[NodeType] of set[string];

	## A node says hello.
	global hello: event(name: string, id: string);

	## A node came.
	global node_up: event(name: string, id: string);

	## A node went.
	global node_down: event(name: string, id: string);

	## Whether this process is a node of a cluster.
	global is_enabled: function(): bool;

	## The kind of this node.
	global local_node_type: function(): NodeType;

	## The port on which the metrics of this node can be read.
	global local_node_metrics_port: function(): port;

	## How many nodes of a kind there are.
	global get_node_count: function(node_type: NodeType): count;

	## How many of them are there now.
	global get_active_node_count: function(node_type: NodeType): count;

	## The nodes of a kind, sorted by name.
	global nodes_with_type: function(node_type: NodeType): vector of NamedNode;

	## The node with an id.
	global nodeid_to_node: function(id: string): NamedNode;

	## Makes an id for this node.
	global node_id: function(): string &redef;

	## The topics of single nodes.
	global node_topic: function(name: string): string &redef;
	global nodeid_topic: function(id: string): string &redef;

	## Writes into cluster.log.
	global log: function(msg: string);

	## Makes a store, or finds it.
	global create_store: function(name: string, persistent: bool &default=F): StoreInfo;

	## Begins to work with the other nodes.
	global init: function(): bool;

	## Listens to a topic, or does no more.
	global subscribe: function(topic: string): bool;
	global unsubscribe: function(topic: string): bool;

	## Topics that are listened to.
	global on_subscribe: hook(topic: string);
	global on_unsubscribe: hook(topic: string);

	## Decides over a node that this one wants to reach.
	global connect_node_hook: hook(connectee: NamedNode);

	## Opens a port for programs that speak to this node.
	global listen_websocket: function(options: WebSocketServerOptions): bool;

	## Sends a table to others.
	global publish_table: function(topic: string, table_val: any, batch_size: count &default=default_publish_table_batch_size): bool;

	## A program that speaks to this node, for people.
	global format_endpoint_info: function(ei: EndpointInfo): string;
}

function is_enabled(): bool
	{
	return node != "";
	}

function local_node_type(): NodeType
	{
	return node in nodes ? nodes[node]$node_type : NONE;
	}

function local_node_metrics_port(): port
	{
	return node in nodes && nodes[node]?$metrics_port ? nodes[node]$metrics_port : 0/unknown;
	}

function nodes_with_type(node_type: NodeType): vector of NamedNode
	{
	local names: vector of string = vector();

	for ( name, n in nodes )
		if ( n$node_type == node_type )
			names += name;

	sort(names, strcmp);
	local result: vector of NamedNode = vector();

	for ( i, sorted in names )
		result += NamedNode($name=sorted, $node=nodes[sorted]);

	return result;
	}

function get_node_count(node_type: NodeType): count
	{
	return |nodes_with_type(node_type)|;
	}

function get_active_node_count(node_type: NodeType): count
	{
	return node_type in active_node_ids ? |active_node_ids[node_type]| : 0;
	}

function nodeid_to_node(id: string): NamedNode
	{
	for ( name, n in nodes )
		if ( n?$id && n$id == id )
			return NamedNode($name=name, $node=n);

	return NamedNode($name="", $node=Node($node_type=NONE, $ip=0.0.0.0));
	}

function node_id(): string
	{
	return node;
	}

function node_topic(name: string): string
	{
	return node_topic_prefix + name + "/";
	}

function nodeid_topic(id: string): string
	{
	return nodeid_topic_prefix + id + "/";
	}

function log(msg: string)
	{
	Log::write(LOG, Info($ts=network_time(), $node=node, $message=msg));
	}

function create_store(name: string, persistent: bool): StoreInfo
	{
	if ( name !in stores )
		stores[name] = StoreInfo();

	local info = stores[name];
	info$name = name;

	# A process alone has all that it knows.
	if ( ! is_enabled() )
		info$master = T;

	return info;
	}

function init(): bool
	{
	return Cluster::Backend::__init(node_id());
	}

function subscribe(topic: string): bool
	{
	hook on_subscribe(topic);
	return __subscribe(topic);
	}

function unsubscribe(topic: string): bool
	{
	hook on_unsubscribe(topic);
	return __unsubscribe(topic);
	}

function listen_websocket(options: WebSocketServerOptions): bool
	{
	return __listen_websocket(options);
	}

function publish_table(topic: string, table_val: any, batch_size: count): bool
	{
	return __publish_table(topic, table_val, batch_size);
	}

function format_endpoint_info(ei: EndpointInfo): string
	{
	local name = ei?$application_name ? fmt(" (application %s)", ei$application_name) : "";
	return fmt("'%s'%s", ei$id, name);
	}

event zeek_init() &priority=5
	{
	if ( is_enabled() && node !in nodes )
		{
		local names: vector of string = vector();

		for ( name in nodes )
			names += name;

		sort(names, strcmp);
		Reporter::error(fmt("'%s' is not a node of the cluster: %s", node, join_string_vec(names, ", ")));
		terminate();
		}

	Log::create_stream(LOG, Log::Stream($columns=Info, $path="cluster", $policy=log_policy));
	}
