##! Stores of keys and values, as the engine knows them.

module Storage;

export {
	## Kinds of stores.
	type Backend: enum {
		STORAGE_BACKEND_SQLITE,
	};

	## Forms in which values are stored.
	type Serializer: enum {
		STORAGE_SERIALIZER_JSON,
	};

	## Outcomes of operations.
	type ReturnCode: enum {
		SUCCESS,
		VAL_TYPE_MISMATCH,
		KEY_TYPE_MISMATCH,
		NOT_CONNECTED,
		TIMEOUT,
		CONNECTION_LOST,
		OPERATION_FAILED,
		KEY_NOT_FOUND,
		KEY_EXISTS,
		CONNECTION_FAILED,
		DISCONNECTION_FAILED,
		INITIALIZATION_FAILED,
		IN_PROGRESS,
	};

	## How often expired values are looked for.
	const expire_interval: interval = 15 sec &redef;

	## Wait for stores even in asynchronous calls.
	const default_forced_sync = F &redef;

	## Buckets, in seconds, of the metric for operations.
	const latency_metric_bounds: vector of double = vector(0.001, 0.01, 0.1, 1.0) &redef;

	## Settings of a store. Backends add their own.
	type BackendOptions: record {
		serializer: Storage::Serializer &default=Storage::STORAGE_SERIALIZER_JSON;
		## Wait for the store even in asynchronous calls.
		forced_sync: bool &default=default_forced_sync;
	};

	## Outcome of an operation.
	type OperationResult: record {
		code: Storage::ReturnCode;
		error_str: string &optional;
		## What was asked for: a value, or the handle of a store.
		value: any &optional;
	};

	## What to store.
	type PutArgs: record {
		key: any;
		value: any;
		## Replace a value that is there.
		overwrite: bool &default=T;
		## Remove the value after this time; 0: never.
		expire_time: interval &default=0 sec;
	};

	## A store was opened.
	global backend_opened: event(tag: Storage::Backend, options: any);

	## The connection to a store was lost.
	global backend_lost: event(tag: Storage::Backend, options: any, reason: string);
}
