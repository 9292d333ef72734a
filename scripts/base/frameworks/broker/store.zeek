##! Stores that nodes share, and values in transit, under the names of Broker. Calls tell that they are not available: no
##! peer speaks its protocol. The framework Storage keeps values beyond a run.

module Broker;

export {
	## Settings of copies of stores: how often they look for the store, when they are stale, and how long changes wait.
	const default_clone_resync_interval = 10 sec &redef;
	const default_clone_stale_interval = 5 min &redef;
	const default_clone_mutation_buffer_interval = 2 min &redef;

	## Stores behind tables (&broker_store): whether this node has them, and where their files are.
	const table_store_master = T &redef;
	const table_store_db_directory = "." &redef;

	## A store of this node.
	global create_master: function(name: string, b: BackendType &default=MEMORY, options: BackendOptions &default=BackendOptions()): opaque of Broker::Store;

	## A copy of a store that another node has.
	global create_clone: function(name: string, resync_interval: interval &default=default_clone_resync_interval, stale_interval: interval &default=default_clone_stale_interval, mutation_buffer_interval: interval &default=default_clone_mutation_buffer_interval): opaque of Broker::Store;

	## Whether the store is closed.
	global is_closed: function(h: opaque of Broker::Store): bool;

	## Closes the store.
	global close: function(h: opaque of Broker::Store): bool;

	## The name of a store.
	global store_name: function(h: opaque of Broker::Store): string;

	## Whether there is a key.
	global exists: function(h: opaque of Broker::Store, k: any): QueryResult;

	## The value of a key.
	global get: function(h: opaque of Broker::Store, k: any): QueryResult;

	## Sets the value of a key.
	global put: function(h: opaque of Broker::Store, k: any, v: any, e: interval &default=0 sec): bool;

	## Sets the value of a key, unless there is one.
	global put_unique: function(h: opaque of Broker::Store, k: any, v: any, e: interval &default=0 sec): QueryResult;

	## An element of a key's table, set or vector.
	global get_index_from_value: function(h: opaque of Broker::Store, k: any, i: any): QueryResult;

	## All keys.
	global keys: function(h: opaque of Broker::Store): QueryResult;

	## Removes a key.
	global erase: function(h: opaque of Broker::Store, k: any): bool;

	## Removes all keys.
	global clear: function(h: opaque of Broker::Store): bool;

	## Adds to a number.
	global increment: function(h: opaque of Broker::Store, k: any, a: any &default=1, e: interval &default=0 sec): bool;

	## Subtracts from a number.
	global decrement: function(h: opaque of Broker::Store, k: any, a: any &default=1, e: interval &default=0 sec): bool;

	## Adds text to the end of a text.
	global append: function(h: opaque of Broker::Store, k: any, s: string, e: interval &default=0 sec): bool;

	## Adds to a key's set.
	global insert_into_set: function(h: opaque of Broker::Store, k: any, i: any, e: interval &default=0 sec): bool;

	## Adds to a key's table.
	global insert_into_table: function(h: opaque of Broker::Store, k: any, i: any, v: any, e: interval &default=0 sec): bool;

	## Removes an element from a key's table or set.
	global remove_from: function(h: opaque of Broker::Store, k: any, i: any, e: interval &default=0 sec): bool;

	## Adds an element to the end of a key's vector.
	global push: function(h: opaque of Broker::Store, k: any, v: any, e: interval &default=0 sec): bool;

	## Takes the last element from a key's vector.
	global pop: function(h: opaque of Broker::Store, k: any, e: interval &default=0 sec): bool;

	## A value in transit.
	global data: function(d: any): Data;

	## What kind of value it is.
	global data_type: function(d: Data): DataType;

	## Sets a field of a record.
	global record_assign: function(r: Data, idx: count, d: any): bool;

	## A record of so many fields.
	global record_create: function(sz: count): Data;

	## A field of a record.
	global record_lookup: function(r: Data, idx: count): Data;

	## How many fields there are.
	global record_size: function(r: Data): count;

	## Empties a set.
	global set_clear: function(s: Data): bool;

	## Whether an element is in a set.
	global set_contains: function(s: Data, key: any): bool;

	## An empty set.
	global set_create: function(): Data;

	## Adds to a set.
	global set_insert: function(s: Data, key: any): bool;

	## Removes from a set.
	global set_remove: function(s: Data, key: any): bool;

	## How many elements there are.
	global set_size: function(s: Data): count;

	## Empties a table.
	global table_clear: function(t: Data): bool;

	## Whether an index is in a table.
	global table_contains: function(t: Data, key: any): bool;

	## An empty table.
	global table_create: function(): Data;

	## Adds to a table; the value that was there before.
	global table_insert: function(t: Data, key: any, val: any): Data;

	## The value of an index.
	global table_lookup: function(t: Data, key: any): Data;

	## Removes from a table; the value that was there.
	global table_remove: function(t: Data, key: any): Data;

	## How many elements there are.
	global table_size: function(t: Data): count;

	## Empties a vector.
	global vector_clear: function(v: Data): bool;

	## An empty vector.
	global vector_create: function(): Data;

	## Adds to a vector, at a place.
	global vector_insert: function(v: Data, idx: count, d: any): bool;

	## The element at a place.
	global vector_lookup: function(v: Data, idx: count): Data;

	## Removes the element at a place, which it returns.
	global vector_remove: function(v: Data, idx: count): Data;

	## Sets the element at a place; the one that was there.
	global vector_replace: function(v: Data, idx: count, d: any): Data;

	## How many elements there are.
	global vector_size: function(v: Data): count;

	## A walk through a record.
	global record_iterator: function(r: Data): opaque of Broker::RecordIterator;

	## Whether the walk is over.
	global record_iterator_last: function(it: opaque of Broker::RecordIterator): bool;

	## The next step; F when it is over.
	global record_iterator_next: function(it: opaque of Broker::RecordIterator): bool;

	## What the walk is at.
	global record_iterator_value: function(it: opaque of Broker::RecordIterator): Data;

	## A walk through a set.
	global set_iterator: function(s: Data): opaque of Broker::SetIterator;

	## Whether the walk is over.
	global set_iterator_last: function(it: opaque of Broker::SetIterator): bool;

	## The next step; F when it is over.
	global set_iterator_next: function(it: opaque of Broker::SetIterator): bool;

	## What the walk is at.
	global set_iterator_value: function(it: opaque of Broker::SetIterator): Data;

	## A walk through a table.
	global table_iterator: function(t: Data): opaque of Broker::TableIterator;

	## Whether the walk is over.
	global table_iterator_last: function(it: opaque of Broker::TableIterator): bool;

	## The next step; F when it is over.
	global table_iterator_next: function(it: opaque of Broker::TableIterator): bool;

	## What the walk is at.
	global table_iterator_value: function(it: opaque of Broker::TableIterator): TableItem;

	## A walk through a vector.
	global vector_iterator: function(v: Data): opaque of Broker::VectorIterator;

	## Whether the walk is over.
	global vector_iterator_last: function(it: opaque of Broker::VectorIterator): bool;

	## The next step; F when it is over.
	global vector_iterator_next: function(it: opaque of Broker::VectorIterator): bool;

	## What the walk is at.
	global vector_iterator_value: function(it: opaque of Broker::VectorIterator): Data;
}

function create_master(name: string, b: BackendType, options: BackendOptions): opaque of Broker::Store
	{
	return __create_master(name, b, options);
	}

function create_clone(name: string, resync_interval: interval, stale_interval: interval, mutation_buffer_interval: interval): opaque of Broker::Store
	{
	return __create_clone(name, resync_interval, stale_interval, mutation_buffer_interval);
	}

function is_closed(h: opaque of Broker::Store): bool
	{
	return __is_closed(h);
	}

function close(h: opaque of Broker::Store): bool
	{
	return __close(h);
	}

function store_name(h: opaque of Broker::Store): string
	{
	return __store_name(h);
	}

function exists(h: opaque of Broker::Store, k: any): QueryResult
	{
	return __exists(h, k);
	}

function get(h: opaque of Broker::Store, k: any): QueryResult
	{
	return __get(h, k);
	}

function put(h: opaque of Broker::Store, k: any, v: any, e: interval): bool
	{
	return __put(h, k, v, e);
	}

function put_unique(h: opaque of Broker::Store, k: any, v: any, e: interval): QueryResult
	{
	return __put_unique(h, k, v, e);
	}

function get_index_from_value(h: opaque of Broker::Store, k: any, i: any): QueryResult
	{
	return __get_index_from_value(h, k, i);
	}

function keys(h: opaque of Broker::Store): QueryResult
	{
	return __keys(h);
	}

function erase(h: opaque of Broker::Store, k: any): bool
	{
	return __erase(h, k);
	}

function clear(h: opaque of Broker::Store): bool
	{
	return __clear(h);
	}

function increment(h: opaque of Broker::Store, k: any, a: any, e: interval): bool
	{
	return __increment(h, k, a, e);
	}

function decrement(h: opaque of Broker::Store, k: any, a: any, e: interval): bool
	{
	return __decrement(h, k, a, e);
	}

function append(h: opaque of Broker::Store, k: any, s: string, e: interval): bool
	{
	return __append(h, k, s, e);
	}

function insert_into_set(h: opaque of Broker::Store, k: any, i: any, e: interval): bool
	{
	return __insert_into_set(h, k, i, e);
	}

function insert_into_table(h: opaque of Broker::Store, k: any, i: any, v: any, e: interval): bool
	{
	return __insert_into_table(h, k, i, v, e);
	}

function remove_from(h: opaque of Broker::Store, k: any, i: any, e: interval): bool
	{
	return __remove_from(h, k, i, e);
	}

function push(h: opaque of Broker::Store, k: any, v: any, e: interval): bool
	{
	return __push(h, k, v, e);
	}

function pop(h: opaque of Broker::Store, k: any, e: interval): bool
	{
	return __pop(h, k, e);
	}

function data(d: any): Data
	{
	return __data(d);
	}

function data_type(d: Data): DataType
	{
	return __data_type(d);
	}

function record_assign(r: Data, idx: count, d: any): bool
	{
	return __record_assign(r, idx, d);
	}

function record_create(sz: count): Data
	{
	return __record_create(sz);
	}

function record_lookup(r: Data, idx: count): Data
	{
	return __record_lookup(r, idx);
	}

function record_size(r: Data): count
	{
	return __record_size(r);
	}

function set_clear(s: Data): bool
	{
	return __set_clear(s);
	}

function set_contains(s: Data, key: any): bool
	{
	return __set_contains(s, key);
	}

function set_create(): Data
	{
	return __set_create();
	}

function set_insert(s: Data, key: any): bool
	{
	return __set_insert(s, key);
	}

function set_remove(s: Data, key: any): bool
	{
	return __set_remove(s, key);
	}

function set_size(s: Data): count
	{
	return __set_size(s);
	}

function table_clear(t: Data): bool
	{
	return __table_clear(t);
	}

function table_contains(t: Data, key: any): bool
	{
	return __table_contains(t, key);
	}

function table_create(): Data
	{
	return __table_create();
	}

function table_insert(t: Data, key: any, val: any): Data
	{
	return __table_insert(t, key, val);
	}

function table_lookup(t: Data, key: any): Data
	{
	return __table_lookup(t, key);
	}

function table_remove(t: Data, key: any): Data
	{
	return __table_remove(t, key);
	}

function table_size(t: Data): count
	{
	return __table_size(t);
	}

function vector_clear(v: Data): bool
	{
	return __vector_clear(v);
	}

function vector_create(): Data
	{
	return __vector_create();
	}

function vector_insert(v: Data, idx: count, d: any): bool
	{
	return __vector_insert(v, idx, d);
	}

function vector_lookup(v: Data, idx: count): Data
	{
	return __vector_lookup(v, idx);
	}

function vector_remove(v: Data, idx: count): Data
	{
	return __vector_remove(v, idx);
	}

function vector_replace(v: Data, idx: count, d: any): Data
	{
	return __vector_replace(v, idx, d);
	}

function vector_size(v: Data): count
	{
	return __vector_size(v);
	}

function record_iterator(r: Data): opaque of Broker::RecordIterator
	{
	return __record_iterator(r);
	}

function record_iterator_last(it: opaque of Broker::RecordIterator): bool
	{
	return __record_iterator_last(it);
	}

function record_iterator_next(it: opaque of Broker::RecordIterator): bool
	{
	return __record_iterator_next(it);
	}

function record_iterator_value(it: opaque of Broker::RecordIterator): Data
	{
	return __record_iterator_value(it);
	}

function set_iterator(s: Data): opaque of Broker::SetIterator
	{
	return __set_iterator(s);
	}

function set_iterator_last(it: opaque of Broker::SetIterator): bool
	{
	return __set_iterator_last(it);
	}

function set_iterator_next(it: opaque of Broker::SetIterator): bool
	{
	return __set_iterator_next(it);
	}

function set_iterator_value(it: opaque of Broker::SetIterator): Data
	{
	return __set_iterator_value(it);
	}

function table_iterator(t: Data): opaque of Broker::TableIterator
	{
	return __table_iterator(t);
	}

function table_iterator_last(it: opaque of Broker::TableIterator): bool
	{
	return __table_iterator_last(it);
	}

function table_iterator_next(it: opaque of Broker::TableIterator): bool
	{
	return __table_iterator_next(it);
	}

function table_iterator_value(it: opaque of Broker::TableIterator): TableItem
	{
	return __table_iterator_value(it);
	}

function vector_iterator(v: Data): opaque of Broker::VectorIterator
	{
	return __vector_iterator(v);
	}

function vector_iterator_last(it: opaque of Broker::VectorIterator): bool
	{
	return __vector_iterator_last(it);
	}

function vector_iterator_next(it: opaque of Broker::VectorIterator): bool
	{
	return __vector_iterator_next(it);
	}

function vector_iterator_value(it: opaque of Broker::VectorIterator): Data
	{
	return __vector_iterator_value(it);
	}
