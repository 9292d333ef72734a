##! dhcp.log: a line for each exchange, which is told by the number that its client chose. Its messages may belong to
##! several connections, as clients and servers speak from and to addresses that are not theirs yet.

@load base/frameworks/logging
@load base/frameworks/analyzer
@load ./consts

module DHCP;

export {
	redef enum Log::ID += { LOG };

	## Ports of clients.
	const client_ports = { 68/udp } &redef;

	## Ports of servers.
	const server_ports = { 67/udp, 4011/udp } &redef;

	redef likely_server_ports += { server_ports };

	## A line of dhcp.log.
	type Info: record {
		## When the first message was seen.
		ts: time &log;
		## Unique names of the connections that the exchange was made over.
		uids: set[string] &log;
		## Address of the client: its own, or the one it was given.
		client_addr: addr &log &optional;
		## Address of the server that gave out an address.
		server_addr: addr &log &optional;
		## Port of the client.
		client_port: port &optional;
		## Port of the server.
		server_port: port &optional;
		## Hardware address of the client.
		mac: string &log &optional;
		## Name that the client gives itself (option 12).
		host_name: string &log &optional;
		## Full name that the client gives itself (option 81).
		client_fqdn: string &log &optional;
		## Domain that the server gives (option 15).
		domain: string &log &optional;
		## Address that the client asks for.
		requested_addr: addr &log &optional;
		## Address that the server gives out.
		assigned_addr: addr &log &optional;
		## For how long it is the client's.
		lease_time: interval &log &optional;
		## Why the client declines.
		client_message: string &log &optional;
		## Why the server refuses.
		server_message: string &log &optional;
		## The kinds of messages, in order.
		msg_types: vector of string &log &default=string_vec();
		## Time between the first message and the last.
		duration: interval &log &default=0secs;
		## Hardware address as the last message of the client has it.
		client_chaddr: string &optional;
		## When the last message was seen.
		last_message_ts: time &optional;
	};

	## How long an exchange is followed at most.
	option max_txid_watch_time = 30secs;

	## Most connections of a line; more begin another.
	option max_uids_per_log_entry = 10;

	## Most messages of a line; more begin another.
	option max_msg_types_per_log_entry = 50;

	## Most exchanges that are followed at once; the oldest is written when there are more.
	option max_tracked_transactions = 100000;

	## A message, wherever in a cluster it was seen. All that follow an exchange handle this.
	global DHCP::aggregate_msgs: event(ts: time, id: conn_id, uid: string, is_orig: bool, msg: DHCP::Msg, options: DHCP::Options);

	## The line of the message at hand: for handlers of DHCP::aggregate_msgs.
	global log_info: Info;

	## Raised with each line of the log.
	global log_dhcp: event(rec: Info);

	## Decides over each line of the log.
	global log_policy: Log::PolicyHook;
}

redef record connection += {
	## The line that the last message of this connection belongs to.
	dhcp: Info &optional;
};

global join_data_ordered: set[count] = set() &ordered;

function finish(xid: count, info: Info)
	{
	Log::write(LOG, info);
	delete join_data_ordered[xid];
	}

# An exchange is over when nothing was said for a while, or when it takes too long.
function expire(t: table[count] of Info, xid: count): interval
	{
	local info = t[xid];
	local now = network_time();

	if ( now - info$last_message_ts <= 5secs && now - info$ts <= max_txid_watch_time && ! zeek_is_terminating() )
		return 5secs;

	finish(xid, info);
	return 0secs;
	}

global join_data: table[count] of Info = table() &create_expire=10secs &expire_func=expire;

event zeek_init() &priority=5
	{
	Log::create_stream(LOG, Log::Stream($columns=Info, $ev=log_dhcp, $path="dhcp", $policy=log_policy));
	Analyzer::register_for_ports(Analyzer::ANALYZER_DHCP, client_ports);
	Analyzer::register_for_ports(Analyzer::ANALYZER_DHCP, server_ports);
	}

function make_room()
	{
	for ( xid in join_data_ordered )
		{
		finish(xid, join_data[xid]);
		delete join_data[xid];
		break;
		}
	}

event DHCP::aggregate_msgs(ts: time, id: conn_id, uid: string, is_orig: bool, msg: DHCP::Msg, options: DHCP::Options) &priority=1000
	{
	if ( msg$xid !in join_data )
		{
		if ( |join_data| >= max_tracked_transactions )
			make_room();

		join_data[msg$xid] = Info($ts=ts, $uids=set(uid));
		add join_data_ordered[msg$xid];
		}

	log_info = join_data[msg$xid];
	log_info$last_message_ts = ts;
	}

function from_client(id: conn_id, msg: DHCP::Msg, options: DHCP::Options)
	{
	# Who only asks for parameters has an address already.
	if ( id$orig_h != 0.0.0.0 )
		log_info$client_addr = id$orig_h;

	log_info$client_port = id$orig_p;

	if ( options?$host_name )
		log_info$host_name = options$host_name;

	if ( options?$client_fqdn )
		log_info$client_fqdn = options$client_fqdn$domain_name;

	if ( options?$addr_request )
		log_info$requested_addr = options$addr_request;

	if ( options?$message )
		log_info$client_message = options$message;
	}

function from_server(id: conn_id, msg: DHCP::Msg, options: DHCP::Options)
	{
	log_info$server_port = id$resp_p;

	if ( msg$yiaddr != 0.0.0.0 )
		{
		if ( options?$serv_addr )
			log_info$server_addr = options$serv_addr;
		else if ( id$resp_h != 255.255.255.255 )
			log_info$server_addr = id$resp_h;

		log_info$assigned_addr = msg$yiaddr;

		if ( ! log_info?$client_addr )
			log_info$client_addr = msg$yiaddr;
		}

	if ( options?$domain_name )
		log_info$domain = options$domain_name;

	if ( options?$lease )
		log_info$lease_time = options$lease;

	if ( options?$message )
		log_info$server_message = options$message;
	}

event DHCP::aggregate_msgs(ts: time, id: conn_id, uid: string, is_orig: bool, msg: DHCP::Msg, options: DHCP::Options) &priority=500
	{
	log_info$duration = ts - log_info$ts;
	add log_info$uids[uid];
	log_info$msg_types += message_types[msg$m_type];

	if ( msg$chaddr != "" )
		{
		log_info$client_chaddr = msg$chaddr;
		log_info$mac = msg$chaddr;
		}

	# Either side may be the originator of a connection: broadcasts of servers begin one.
	if ( msg$op == 1 )
		from_client(id, msg, options);
	else
		from_server(id, msg, options);
	}

event DHCP::aggregate_msgs(ts: time, id: conn_id, uid: string, is_orig: bool, msg: DHCP::Msg, options: DHCP::Options) &priority=-500
	{
	if ( |log_info$uids| < max_uids_per_log_entry && |log_info$msg_types| < max_msg_types_per_log_entry )
		return;

	if ( msg$xid in join_data )
		{
		finish(msg$xid, join_data[msg$xid]);
		delete join_data[msg$xid];
		}
	}

event dhcp_message(c: connection, is_orig: bool, msg: DHCP::Msg, options: DHCP::Options) &priority=-5
	{
	event DHCP::aggregate_msgs(network_time(), c$id, c$uid, is_orig, msg, options);
	}

event zeek_done() &priority=-5
	{
	for ( _, info in join_data )
		Log::write(LOG, info);
	}
