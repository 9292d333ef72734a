##! Directions and hosts, as options name them: by Site::local_nets.

@load ./site

## Directions of connections.
type Direction: enum {
	## From outside to a local host.
	INBOUND,
	## From a local host to the outside.
	OUTBOUND,
	## Either of them.
	BIDIRECTIONAL,
	## None.
	NO_DIRECTION,
};

## Whether a connection has a direction. One between two local hosts has none.
function id_matches_direction(id: conn_id, d: Direction): bool
	{
	if ( d == NO_DIRECTION )
		return F;

	local o_local = Site::is_local_addr(id$orig_h);
	local r_local = Site::is_local_addr(id$resp_h);

	if ( d == INBOUND )
		return ! o_local && r_local;

	if ( d == OUTBOUND )
		return o_local && ! r_local;

	return o_local != r_local;
	}

## Kinds of hosts.
type Host: enum {
	## Those of Site::local_nets.
	LOCAL_HOSTS,
	## The others.
	REMOTE_HOSTS,
	## All.
	ALL_HOSTS,
	## None.
	NO_HOSTS,
};

## Whether a host is of a kind.
function addr_matches_host(ip: addr, h: Host): bool
	{
	if ( h == NO_HOSTS )
		return F;

	return h == ALL_HOSTS || ( h == LOCAL_HOSTS ) == Site::is_local_addr(ip);
	}
