##! Messages and stores under the names of Broker.

module Broker;

export {
	global __append: function(h: opaque of Broker::Store, k: any, s: any, e: interval): bool;

	global __clear: function(h: opaque of Broker::Store): bool;

	global __close: function(h: opaque of Broker::Store): bool;

	global __create_clone: function(id: string, resync_interval: interval, stale_interval: interval, mutation_buffer_interval: interval): opaque of Broker::Store;

	global __create_master: function(id: string, b: Broker::BackendType, options: Broker::BackendOptions &default=Broker::BackendOptions()): opaque of Broker::Store;

	global __data: function(d: any): Broker::Data;

	global __data_type: function(d: Broker::Data): Broker::DataType;

	global __decrement: function(h: opaque of Broker::Store, k: any, a: any, e: interval): bool;

	global __erase: function(h: opaque of Broker::Store, k: any): bool;

	global __exists: function(h: opaque of Broker::Store, k: any): Broker::QueryResult;

	global __flush_logs: function(): count;

	global __forward: function(topic_prefix: string): bool;

	global __get: function(h: opaque of Broker::Store, k: any): Broker::QueryResult;

	global __get_index_from_value: function(h: opaque of Broker::Store, k: any, i: any): Broker::QueryResult;

	global __increment: function(h: opaque of Broker::Store, k: any, a: any, e: interval): bool;

	global __insert_into_set: function(h: opaque of Broker::Store, k: any, i: any, e: interval): bool;

	global __insert_into_table: function(h: opaque of Broker::Store, k: any, i: any, v: any, e: interval): bool;

	global __is_closed: function(h: opaque of Broker::Store): bool;

	global __is_outbound_peering: function(a: string, p: port): bool;

	global __keys: function(h: opaque of Broker::Store): Broker::QueryResult;

	global __listen: function(a: string, p: port, proto: Broker::BrokerProtocol): port;

	global __node_id: function(): string;

	global __opaque_clone_through_serialization: function(d: any): any;

	global __peer: function(a: string, p: port, retry: interval): bool;

	global __peer_no_retry: function(a: string, p: port): bool;

	global __peering_stats: function(): BrokerPeeringStatsTable;

	global __peers: function(): Broker::PeerInfos;

	global __pop: function(h: opaque of Broker::Store, k: any, e: interval): bool;

	global __publish_id: function(topic: string, id: string): bool;

	global __push: function(h: opaque of Broker::Store, k: any, v: any, e: interval): bool;

	global __put: function(h: opaque of Broker::Store, k: any, v: any, e: interval): bool;

	global __put_unique: function(h: opaque of Broker::Store, k: any, v: any, e: interval): Broker::QueryResult;

	global __record_assign: function(r: Broker::Data, idx: count, d: any): bool;

	global __record_create: function(sz: count): Broker::Data;

	global __record_iterator: function(r: Broker::Data): opaque of Broker::RecordIterator;

	global __record_iterator_last: function(it: opaque of Broker::RecordIterator): bool;

	global __record_iterator_next: function(it: opaque of Broker::RecordIterator): bool;

	global __record_iterator_value: function(it: opaque of Broker::RecordIterator): Broker::Data;

	global __record_lookup: function(r: Broker::Data, idx: count): Broker::Data;

	global __record_size: function(r: Broker::Data): count;

	global __remove_from: function(h: opaque of Broker::Store, k: any, i: any, e: interval): bool;

	global __set_clear: function(s: Broker::Data): bool;

	global __set_contains: function(s: Broker::Data, key: any): bool;

	global __set_create: function(): Broker::Data;

	global __set_insert: function(s: Broker::Data, key: any): bool;

	global __set_iterator: function(s: Broker::Data): opaque of Broker::SetIterator;

	global __set_iterator_last: function(it: opaque of Broker::SetIterator): bool;

	global __set_iterator_next: function(it: opaque of Broker::SetIterator): bool;

	global __set_iterator_value: function(it: opaque of Broker::SetIterator): Broker::Data;

	global __set_remove: function(s: Broker::Data, key: any): bool;

	global __set_size: function(s: Broker::Data): count;

	global __store_name: function(h: opaque of Broker::Store): string;

	global __subscribe: function(topic_prefix: string): bool;

	global __table_clear: function(t: Broker::Data): bool;

	global __table_contains: function(t: Broker::Data, key: any): bool;

	global __table_create: function(): Broker::Data;

	global __table_insert: function(t: Broker::Data, key: any, val: any): Broker::Data;

	global __table_iterator: function(t: Broker::Data): opaque of Broker::TableIterator;

	global __table_iterator_last: function(it: opaque of Broker::TableIterator): bool;

	global __table_iterator_next: function(it: opaque of Broker::TableIterator): bool;

	global __table_iterator_value: function(it: opaque of Broker::TableIterator): Broker::TableItem;

	global __table_lookup: function(t: Broker::Data, key: any): Broker::Data;

	global __table_remove: function(t: Broker::Data, key: any): Broker::Data;

	global __table_size: function(t: Broker::Data): count;

	global __unpeer: function(a: string, p: port): bool;

	global __unsubscribe: function(topic_prefix: string): bool;

	global __vector_clear: function(v: Broker::Data): bool;

	global __vector_create: function(): Broker::Data;

	global __vector_insert: function(v: Broker::Data, idx: count, d: any): bool;

	global __vector_iterator: function(v: Broker::Data): opaque of Broker::VectorIterator;

	global __vector_iterator_last: function(it: opaque of Broker::VectorIterator): bool;

	global __vector_iterator_next: function(it: opaque of Broker::VectorIterator): bool;

	global __vector_iterator_value: function(it: opaque of Broker::VectorIterator): Broker::Data;

	global __vector_lookup: function(v: Broker::Data, idx: count): Broker::Data;

	global __vector_remove: function(v: Broker::Data, idx: count): Broker::Data;

	global __vector_replace: function(v: Broker::Data, idx: count, d: any): Broker::Data;

	global __vector_size: function(v: Broker::Data): count;

	global make_event: function(...): Broker::Event;

	global publish: function(...): bool;
}
