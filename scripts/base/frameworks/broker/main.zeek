##! Peers and messages under the names of Broker. No peer speaks its protocol, so that a process is alone: it has no peers, nobody
##! hears what it publishes, and whoever wants to listen or to connect is told so.

module Broker;

export {
	## Where peers are waited for, and where programs that speak over WebSocket are.
	const default_port = 9999/tcp &redef;
	const default_port_websocket = 9997/tcp &redef;
	const default_listen_address = getenv("ZEEK_DEFAULT_LISTEN_ADDRESS") &redef;
	const default_listen_address_websocket = getenv("ZEEK_DEFAULT_LISTEN_ADDRESS") &redef;

	## How long to wait before the next try to listen, and to connect.
	const default_listen_retry = 1 sec &redef;
	const default_connect_retry = 1 sec &redef;

	## Connections without encryption.
	const disable_ssl = F &redef;

	## Certificates, and the key of this node.
	const ssl_cafile = "" &redef;
	const ssl_capath = "" &redef;
	const ssl_certificate = "" &redef;
	const ssl_keyfile = "" &redef;
	const ssl_passphrase = "" &redef;

	## Messages that wait for a slow peer, and what happens when there are too many: disconnect, drop_newest, drop_oldest.
	const peer_buffer_size = 8192 &redef;
	const peer_overflow_policy = "drop_oldest" &redef;
	const web_socket_buffer_size = 8192 &redef;
	const web_socket_overflow_policy = "drop_oldest" &redef;

	## How often the statistics of these buffers begin anew.
	const buffer_stats_reset_interval = 1 min &redef;

	## Threads, and how they wait for work: tries, and the time between them.
	const max_threads = 1 &redef;
	const scheduler_policy = "sharing" &redef;
	const aggressive_polls = 5 &redef;
	const aggressive_interval = 4 &redef;
	const moderate_polls = 5 &redef;
	const moderate_interval = 2 &redef;
	const moderate_sleep = 16 msec &redef;
	const relaxed_interval = 1 &redef;
	const relaxed_sleep = 64 msec &redef;

	## Whether a process goes on while it has peers.
	option peer_counts_as_iosource = T;

	## Peers hand messages on to theirs.
	const forward_messages = F &redef;

	## How many lines of logs travel together, and how long the first of them waits.
	const log_batch_size = 400 &redef;
	const log_batch_interval = 1 sec &redef;

	## The topic of log lines, by the log.
	const default_log_topic_prefix = "zeek/logs/" &redef;
	global default_log_topic: function(id: Log::ID, path: string): string;
	global log_topic: function(id: Log::ID, path: string): string = default_log_topic &redef;

	## Waits for peers; the port, or 0/tcp if that is not possible.
	global listen: function(a: string &default=default_listen_address, p: port &default=default_port, retry: interval &default=default_listen_retry): port;

	## Connects to a peer; F if that is not possible.
	global peer: function(a: string, p: port &default=default_port, retry: interval &default=default_connect_retry): bool;

	## Ends the connection to a peer.
	global unpeer: function(a: string, p: port): bool;

	## Whether this node has connected to a peer.
	global is_outbound_peering: function(a: string, p: port): bool;

	## The peers.
	global peers: function(): vector of PeerInfo;

	## How full the buffers of the peers are.
	global peering_stats: function(): table[string] of BrokerPeeringStats;

	## The id of this node.
	global node_id: function(): string;

	## Sends log lines that wait; how many there were.
	global flush_logs: function(): count;

	## Sends the value of a variable.
	global publish_id: function(topic: string, id: string): bool;

	## Takes messages whose topic begins like this, or no longer.
	global subscribe: function(topic_prefix: string): bool;
	global unsubscribe: function(topic_prefix: string): bool;

	## Hands such messages on, and does not raise their events.
	global forward: function(topic_prefix: string): bool;
}

function default_log_topic(id: Log::ID, path: string): string
	{
	return default_log_topic_prefix + cat(id);
	}

# A process that is alone says so when it matters.
function alone(what: string): bool
	{
	Reporter::warning(fmt("Broker: this process cannot %s: no peer speaks its protocol", what));
	return F;
	}

function listen(a: string, p: port, retry: interval): port
	{
	alone(fmt("listen at %s:%d", a, port_to_count(p)));
	return 0/tcp;
	}

function peer(a: string, p: port, retry: interval): bool
	{
	return alone(fmt("connect to %s:%d", a, port_to_count(p)));
	}

function unpeer(a: string, p: port): bool
	{
	return F;
	}

function is_outbound_peering(a: string, p: port): bool
	{
	return F;
	}

function peers(): vector of PeerInfo
	{
	return vector();
	}

function peering_stats(): table[string] of BrokerPeeringStats
	{
	return table();
	}

global own_id = "";

function node_id(): string
	{
	if ( own_id == "" )
		own_id = unique_id("");

	return own_id;
	}

function flush_logs(): count
	{
	return 0;
	}

function publish_id(topic: string, id: string): bool
	{
	return T;
	}

function subscribe(topic_prefix: string): bool
	{
	return T;
	}

function unsubscribe(topic_prefix: string): bool
	{
	return T;
	}

function forward(topic_prefix: string): bool
	{
	return T;
	}
