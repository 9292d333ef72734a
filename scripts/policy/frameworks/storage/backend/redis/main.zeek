##! Stores in a Redis server: the settings are here, so that scripts load; there is no backend that uses them.

@load base/frameworks/storage/main

module Storage::Backend::Redis;

export {
	## How long to wait for a connection, and for an answer.
	const default_connect_timeout: interval = 5 sec &redef;
	const default_operation_timeout: interval = 5 sec &redef;

	## Settings of such a store.
	type Options: record {
		## The server, by address or by socket.
		server_host: string &optional;
		server_port: port &default=6379/tcp;
		server_unix_socket: string &optional;
		## What its keys begin with.
		key_prefix: string &default="";
		connect_timeout: interval &default=default_connect_timeout;
		operation_timeout: interval &default=default_operation_timeout;
		## Who asks.
		username: string &optional;
		password: string &optional;
	};
}

redef record Storage::BackendOptions += {
	redis: Storage::Backend::Redis::Options &optional;
};
