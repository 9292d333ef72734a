# A process alone, and pools of nodes that come and go.

redef Cluster::nodes = {
	["worker-1"] = Cluster::Node($node_type=Cluster::WORKER, $ip=127.0.0.1, $p=1/tcp),
	["worker-2"] = Cluster::Node($node_type=Cluster::WORKER, $ip=127.0.0.1, $p=2/tcp),
	["proxy-1"] = Cluster::Node($node_type=Cluster::PROXY, $ip=127.0.0.1, $p=3/tcp, $id="p"),
};

event zeek_init() &priority=-10
	{
	print Cluster::is_enabled(), Cluster::local_node_type(), Cluster::get_node_count(Cluster::WORKER);
	print Cluster::nodeid_to_node("p")$name, Cluster::nodeid_to_node("q")$name, Cluster::node_topic("x");
	print Cluster::hrw_topic(Cluster::proxy_pool, 1), Cluster::rr_topic(Cluster::worker_pool);
	event Cluster::node_up("proxy-1", "p");
	event Cluster::node_up("worker-1", "a");
	event Cluster::node_up("worker-2", "b");
	event Cluster::node_down("worker-1", "a");
	}

event Cluster::node_up(name: string, id: string)
	{
	print name, Cluster::hrw_topic(Cluster::proxy_pool, 1), Cluster::rr_topic(Cluster::worker_pool), Cluster::rr_topic(Cluster::worker_pool);
	}

event Cluster::node_down(name: string, id: string)
	{
	print name, Cluster::rr_topic(Cluster::worker_pool), Cluster::rr_topic(Cluster::worker_pool);
	print Cluster::create_store("store")$master;
	}
