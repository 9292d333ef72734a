##! Messages between nodes.

module Cluster;

export {
	global __listen_websocket: function(options: Cluster::WebSocketServerOptions): bool;

	global __publish_table: function(topic: string, table_val: any, batch_size: count): bool;

	global __subscribe: function(topic_prefix: string): bool;

	global __unsubscribe: function(topic_prefix: string): bool;

	global apply_table_change_infos: function(tcheader: Cluster::TableChangeHeader, table_change_infos: Cluster::TableChangeInfos): bool;

	global make_event: function(...): Cluster::Event;

	global publish: function(...): bool;

	global publish_hrw: function(...): bool;

	global publish_rr: function(...): bool;

	global set_table_change_infos_forward_topic: function(topic: string);
}

module Cluster::Backend;

export {
	global __init: function(nid: string): bool;
}
