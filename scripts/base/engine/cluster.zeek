##! Nodes and what travels between them, as the engine knows them.

module Cluster;

export {
	## Ways of talking.
	type BackendTag: enum {
		CLUSTER_BACKEND_NONE,
		CLUSTER_BACKEND_BROKER,
		CLUSTER_BACKEND_BROKER_WEBSOCKET_SHIM,
	};

	type EventSerializerTag: enum {
		EVENT_SERIALIZER_BROKER_BIN_V1,
		EVENT_SERIALIZER_BROKER_JSON_V1,
	};

	type LogSerializerTag: enum {
		LOG_SERIALIZER_ZEEK_BIN_V1,
	};
}

module Cluster::Telemetry;

export {
	## How much is measured.
	type Type: enum {
		INFO,
		VERBOSE,
		DEBUG,
	};

	## What is measured of messages between nodes.
	const core_metrics: set[Cluster::Telemetry::Type] = { Cluster::Telemetry::INFO } &redef;

	## What is measured of messages with clients.
	const websocket_metrics: set[Cluster::Telemetry::Type] = { Cluster::Telemetry::INFO } &redef;

	## Topics that count as one.
	const topic_normalizations: table[pattern] of string = {
		[/^zeek\/cluster\/nodeid\/.*/] = "zeek/cluster/nodeid/__normalized__",
	} &redef;

	## Buckets, in bytes, of message sizes.
	const message_size_bounds: vector of double = vector(10.0, 50.0, 100.0, 500.0, 1000.0, 5000.0, 10000.0, 50000.0) &redef;
}

module Cluster;

export {
	## How nodes talk to each other.
	const backend = Cluster::CLUSTER_BACKEND_NONE &redef;

	## Form of events in transit.
	const event_serializer = Cluster::EVENT_SERIALIZER_BROKER_BIN_V1 &redef;

	## Form of log records in transit.
	const log_serializer = Cluster::LOG_SERIALIZER_ZEEK_BIN_V1 &redef;

	## Elements of a table that go into one message.
	const default_publish_table_batch_size: count = 10000 &redef;

	## Events that may wait for a client.
	const default_websocket_max_event_queue_size: count = 32 &redef;

	## How often a client is asked whether it is there.
	const default_websocket_ping_interval: interval = 5 sec &redef;

	## Changes that go into one message.
	option default_table_publish_on_change_max_batch_size: count = 10;

	## How long a change may wait for others.
	option default_table_publish_on_change_max_batch_delay: interval = 10 msec;

	## An event in transit.
	type Event: record {
		ev: any;
		args: vector of any;
	};

	## Where a client is.
	type NetworkInfo: record {
		address: string;
		bound_port: port;
	};

	## A client.
	type EndpointInfo: record {
		id: string;
		network: Cluster::NetworkInfo;
		application_name: string &optional;
	};

	## TLS towards clients.
	type WebSocketTLSOptions: record {
		cert_file: string &optional;
		key_file: string &optional;
		enable_peer_verification: bool &default=F;
		ca_file: string &default="";
		ciphers: string &default="";
	};

	## How clients are served by WebSocket.
	type WebSocketServerOptions: record {
		listen_addr: addr &optional;
		listen_port: port;
		max_event_queue_size: count &default=default_websocket_max_event_queue_size;
		ping_interval: interval &default=default_websocket_ping_interval;
		tls_options: Cluster::WebSocketTLSOptions &default=WebSocketTLSOptions();
	};

	type PublishOnChangeAttr: record {
		changes: set[TableChange];
		topic: any &optional;
		max_batch_size: count &default=default_table_publish_on_change_max_batch_size;
		max_batch_delay: interval &default=default_table_publish_on_change_max_batch_delay;
	};

	## Of which table and by whom changes are.
	type TableChangeHeader: record {
		id: string;
		ts: time;
		node_id: string;
	};

	## A change of a table.
	type TableChangeInfo: record {
		change: TableChange;
		ts: time;
		index: vector of any;
		value: any &optional;
		previous_value: any &optional;
	};

	type TableChangeInfos: vector of Cluster::TableChangeInfo;

	## A client has come.
	global websocket_client_added: event(endpoint: Cluster::EndpointInfo, subscriptions: string_vec);

	## A client has gone.
	global websocket_client_lost: event(endpoint: Cluster::EndpointInfo, code: count, reason: string);
}

module Cluster::Backend;

export {
	## The way of talking has failed.
	global error: event(tag: string, message: string);
}
