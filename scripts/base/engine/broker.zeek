##! Peers, stores and values in transit under the names of Broker, which cluster scripts use.

module Broker;

export {
	type ErrorCode: enum {
		NO_ERROR,
		UNSPECIFIED,
		PEER_INCOMPATIBLE,
		PEER_INVALID,
		PEER_UNAVAILABLE,
		PEER_DISCONNECT_DURING_HANDSHAKE,
		PEER_TIMEOUT,
		MASTER_EXISTS,
		NO_SUCH_MASTER,
		NO_SUCH_KEY,
		REQUEST_TIMEOUT,
		TYPE_CLASH,
		INVALID_DATA,
		BACKEND_FAILURE,
		STALE_DATA,
		CANNOT_OPEN_FILE,
		CANNOT_WRITE_FILE,
		INVALID_TOPIC_KEY,
		END_OF_FILE,
		INVALID_TAG,
		INVALID_STATUS,
		CAF_ERROR,
	};

	type PeerStatus: enum {
		INITIALIZING,
		CONNECTING,
		CONNECTED,
		PEERED,
		DISCONNECTED,
		RECONNECTING,
	};

	type DataType: enum {
		NONE,
		BOOL,
		INT,
		COUNT,
		DOUBLE,
		STRING,
		ADDR,
		SUBNET,
		PORT,
		TIME,
		INTERVAL,
		ENUM,
		SET,
		TABLE,
		VECTOR,
	};

	type QueryStatus: enum {
		SUCCESS,
		FAILURE,
	};

	type BackendType: enum {
		MEMORY,
		SQLITE,
	};

	type BrokerProtocol: enum {
		NATIVE,
		WEBSOCKET,
	};

	type LogSeverityLevel: enum {
		LOG_CRITICAL,
		LOG_ERROR,
		LOG_WARNING,
		LOG_INFO,
		LOG_VERBOSE,
		LOG_DEBUG,
	};

	type SQLiteFailureMode: enum {
		SQLITE_FAILURE_MODE_FAIL,
		SQLITE_FAILURE_MODE_DELETE,
	};

	type SQLiteJournalMode: enum {
		SQLITE_JOURNAL_MODE_DELETE,
		SQLITE_JOURNAL_MODE_WAL,
	};

	type SQLiteSynchronous: enum {
		SQLITE_SYNCHRONOUS_OFF,
		SQLITE_SYNCHRONOUS_NORMAL,
		SQLITE_SYNCHRONOUS_FULL,
		SQLITE_SYNCHRONOUS_EXTRA,
	};

	## A value in transit.
	type Data: record {
		data: opaque of Broker::Data &optional;
	};

	## An event in transit.
	type Event: record {
		name: string &optional;
		args: vector of Broker::Data;
	};

	## Answer of a store.
	type QueryResult: record {
		status: Broker::QueryStatus;
		result: Broker::Data;
	};

	## Where a peer is.
	type NetworkInfo: record {
		address: string &log;
		bound_port: port &log;
	};

	## A peer.
	type EndpointInfo: record {
		id: string;
		network: Broker::NetworkInfo &optional;
	};

	## A peer and how the connection to it is.
	type PeerInfo: record {
		peer: Broker::EndpointInfo;
		status: Broker::PeerStatus;
		is_outbound: bool;
	};

	type TableItem: record {
		key: Broker::Data;
		val: Broker::Data;
	};

	type SQLiteOptions: record {
		path: string &default="";
		synchronous: Broker::SQLiteSynchronous &optional;
		journal_mode: Broker::SQLiteJournalMode &optional;
		failure_mode: Broker::SQLiteFailureMode &default=Broker::SQLITE_FAILURE_MODE_FAIL;
		integrity_check: bool &default=F;
	};

	type BackendOptions: record {
		sqlite: Broker::SQLiteOptions &default=SQLiteOptions();
	};

	type PeerInfos: vector of Broker::PeerInfo;

	global endpoint_discovered: event(endpoint: Broker::EndpointInfo, msg: string);

	global endpoint_unreachable: event(endpoint: Broker::EndpointInfo, msg: string);

	global peer_added: event(endpoint: Broker::EndpointInfo, msg: string);

	global peer_removed: event(endpoint: Broker::EndpointInfo, msg: string);

	global peer_lost: event(endpoint: Broker::EndpointInfo, msg: string);

	global status: event(endpoint: Broker::EndpointInfo, msg: string);

	global error: event(code: Broker::ErrorCode, msg: string);

	global internal_log_event: event(lvl: Broker::LogSeverityLevel, id: string, description: string);
}
