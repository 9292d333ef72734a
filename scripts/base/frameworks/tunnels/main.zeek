##! tunnel.log: tunnels that were found, and what became of them.

@load base/frameworks/logging
@load base/protocols/conn/removal-hooks

module Tunnel;

export {
	redef enum Log::ID += { LOG };

	## What happened to a tunnel.
	type Action: enum {
		## It was found.
		DISCOVER,
		## It was closed, as the connection that it is ended.
		CLOSE,
		## It was forgotten, as nothing came through it for a while.
		EXPIRE,
	};

	## A line of tunnel.log.
	type Info: record {
		## When it happened.
		ts: time &log;
		## Unique name of the tunnel.
		uid: string &log &optional;
		## Its ends.
		id: conn_id &log;
		## Its kind.
		tunnel_type: Tunnel::Type &log;
		## What happened.
		action: Action &log;
	};

	## Logs the tunnels of a connection.
	global register_all: function(ecv: EncapsulatingConnVector);

	## Logs a tunnel.
	global register: function(ec: EncapsulatingConn);

	## Logs the end of a tunnel.
	global close: function(tunnel: Info, action: Action);

	## Logs the end of a tunnel that nothing came through.
	global expire: function(t: table[conn_id] of Info, idx: conn_id): interval;

	## Idle time after which a tunnel is forgotten.
	const expiration_interval = 1 hr &redef;

	## Tunnels that are open.
	global active: table[conn_id] of Info = table() &read_expire=expiration_interval &expire_func=expire;

	## Decides over each line of the log.
	global log_policy: Log::PolicyHook;

	## Runs when a tunnel that is a connection itself ends.
	global finalize_tunnel: Conn::RemovalHook;
}

event zeek_init() &priority=5
	{
	Log::create_stream(LOG, Log::Stream($columns=Info, $path="tunnel", $policy=log_policy));
	}

function register_all(ecv: EncapsulatingConnVector)
	{
	for ( i, ec in ecv )
		register(ec);
	}

function register(ec: EncapsulatingConn)
	{
	# A look at the table keeps the tunnel from being forgotten.
	if ( ec$cid in active && active[ec$cid]$tunnel_type == ec$tunnel_type )
		return;

	local tunnel = Info($ts=network_time(), $id=ec$cid, $action=DISCOVER, $tunnel_type=ec$tunnel_type);

	if ( ec?$uid )
		tunnel$uid = ec$uid;

	active[ec$cid] = tunnel;
	Log::write(LOG, tunnel);

	# Tunnels of IP in IP and GRE have no connection around them, hence no protocol that one could be found by.
	if ( ec$cid$proto != 65535 && connection_exists(ec$cid) )
		Conn::register_removal_hook(lookup_connection(ec$cid), finalize_tunnel);
	}

function close(tunnel: Info, action: Action)
	{
	tunnel$action = action;
	tunnel$ts = network_time();
	Log::write(LOG, tunnel);
	delete active[tunnel$id];
	}

function expire(t: table[conn_id] of Info, idx: conn_id): interval
	{
	close(t[idx], EXPIRE);
	return 0 sec;
	}

event new_connection(c: connection) &priority=5
	{
	if ( c?$tunnel )
		register_all(c$tunnel);
	}

event tunnel_changed(c: connection, e: EncapsulatingConnVector) &priority=5
	{
	register_all(e);
	}

hook finalize_tunnel(c: connection)
	{
	if ( c$id in active )
		close(active[c$id], CLOSE);
	}
