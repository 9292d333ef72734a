##! Pools: nodes of a kind that share work by key or in turn.

@load base/utils/hash_hrw
@load ./main

module Cluster;

export {
	## A node of a pool.
	type PoolNode: record {
		## Its name.
		name: string;
		## Its name without what tells nodes on one machine apart.
		alias: string;
		## Its number, unique in the pool.
		site_id: count;
		## Whether it is there.
		alive: bool &default=F;
		## The topic that reaches it.
		topic: string;
	};

	## Which nodes a pool has.
	type PoolSpec: record {
		## The topic that reaches all of them.
		topic: string;
		## Their kind.
		node_type: NodeType;
		## At most so many.
		max_nodes: count &optional;
		## They are in no other pool.
		exclusive: bool &default=F;
	};

	type PoolNodeTable: table[string] of PoolNode;
	type RoundRobinTable: table[string] of int;

	## A pool.
	type Pool: record {
		## Which nodes it has.
		spec: PoolSpec;
		## The nodes by name.
		nodes: PoolNodeTable &default=PoolNodeTable();
		## The nodes by number.
		node_list: vector of PoolNode &default=vector();
		## Spreads keys over the nodes that are there.
		hrw_pool: HashHRW::Pool &default=HashHRW::Pool();
		## Whose turn it is, by key.
		rr_key_seq: RoundRobinTable &default=RoundRobinTable();
		## How many nodes are there.
		alive_count: count &default=0;
	};

	## The pools that every cluster has.
	global proxy_pool_spec = PoolSpec($topic="zeek/cluster/pool/proxy", $node_type=PROXY) &redef;
	global worker_pool_spec = PoolSpec($topic="zeek/cluster/pool/worker", $node_type=WORKER) &redef;
	global logger_pool_spec = PoolSpec($topic="zeek/cluster/pool/logger", $node_type=LOGGER) &redef;

	global proxy_pool: Pool;
	global worker_pool: Pool;
	global logger_pool: Pool;

	## Makes a pool. Nodes join it when all pools are known.
	global register_pool: function(spec: PoolSpec): Pool;

	## The topic of the node that has a key; "" if no node is there.
	global hrw_topic: function(pool: Pool, key: any): string;

	## The topic of the node whose turn it is; "" if no node is there.
	global rr_topic: function(pool: Pool, key: string &default=""): string;

	## The topic of the logger whose turn it is.
	global rr_log_topic: function(id: Log::ID, path: string): string;
}

# All pools, in the order in which they were made.
global registered_pools: vector of Pool = vector();

function register_pool(spec: PoolSpec): Pool
	{
	local pool = Pool($spec=spec);
	registered_pools += pool;
	return pool;
	}

function hrw_topic(pool: Pool, key: any): string
	{
	if ( |pool$hrw_pool$sites| == 0 )
		return "";

	local site = HashHRW::get_site(pool$hrw_pool, key);
	local member = site$user_data as PoolNode;
	return member$topic;
	}

function rr_topic(pool: Pool, key: string): string
	{
	if ( |pool$node_list| == 0 )
		return "";

	if ( key !in pool$rr_key_seq )
		pool$rr_key_seq[key] = 0;

	# At most one round: there may be nobody.
	local start = pool$rr_key_seq[key];
	local n = |pool$node_list|;

	for ( step in pool$node_list )
		{
		local at = ( start + step ) % n;
		local member = pool$node_list[at];

		if ( ! member$alive )
			next;

		pool$rr_key_seq[key] = ( at + 1 ) % n;
		return member$topic;
		}

	return "";
	}

function rr_log_topic(id: Log::ID, path: string): string
	{
	local topic = rr_topic(logger_pool, cat(id));

	if ( topic != "" )
		return topic;

	return manager_is_logger ? manager_topic : logger_topic;
	}

function mark_pool_node_alive(pool: Pool, name: string): bool
	{
	if ( name !in pool$nodes )
		return F;

	local member = pool$nodes[name];

	if ( ! member$alive )
		{
		member$alive = T;
		++pool$alive_count;
		HashHRW::add_site(pool$hrw_pool, HashHRW::Site($id=member$site_id, $user_data=member));
		}

	return T;
	}

function mark_pool_node_dead(pool: Pool, name: string): bool
	{
	if ( name !in pool$nodes )
		return F;

	local member = pool$nodes[name];

	if ( member$alive )
		{
		member$alive = F;
		--pool$alive_count;
		HashHRW::rem_site(pool$hrw_pool, HashHRW::Site($id=member$site_id));
		}

	return T;
	}

function init_pool_node(pool: Pool, name: string): bool
	{
	if ( name in pool$nodes || ( pool$spec?$max_nodes && |pool$nodes| >= pool$spec$max_nodes ) )
		return F;

	local member = PoolNode($name=name, $alias=name, $site_id=|pool$node_list| + 1, $topic=node_topic(name),
	                      $alive=Cluster::node == name);
	pool$nodes[name] = member;
	pool$node_list += member;

	if ( member$alive )
		{
		member$alive = F;
		mark_pool_node_alive(pool, name);
		}

	return T;
	}

event Cluster::node_up(name: string, id: string) &priority=10
	{
	for ( i, pool in registered_pools )
		mark_pool_node_alive(pool, name);
	}

event Cluster::node_down(name: string, id: string) &priority=10
	{
	for ( i, pool in registered_pools )
		mark_pool_node_dead(pool, name);
	}

event zeek_init()
	{
	proxy_pool = register_pool(proxy_pool_spec);
	worker_pool = register_pool(worker_pool_spec);
	logger_pool = register_pool(logger_pool_spec);
	}

# Pools whose nodes are theirs alone choose first; the order in which they were made decides among them.
event zeek_init() &priority=-5
	{
	local taken: set[string] = set();

	for ( round, exclusive in vector(T, F) )
		for ( i, pool in registered_pools )
			{
			if ( pool$spec$exclusive != exclusive )
				next;

			for ( j, member in nodes_with_type(pool$spec$node_type) )
				if ( member$name !in taken && init_pool_node(pool, member$name) && exclusive )
					add taken[member$name];
			}
	}
