##! Packets of connections or pairs of hosts that never reach this monitor, by its capture filter.

@load base/frameworks/notice
@load base/frameworks/packet-filter

module PacketFilter;

export {
	## At most so many of them.
	const max_bpf_shunts = 100 &redef;

	## Leaves out the data of a connection. Packets that begin and end a TCP connection are seen still, so that it
	## is logged. F if that is not possible.
	global shunt_conn: function(id: conn_id): bool;

	## Leaves out all packets between two hosts.
	global shunt_host_pair: function(id: conn_id): bool;

	## Leaves them out no more, from the next change of the filter on.
	global unshunt_host_pair: function(id: conn_id): bool;

	## The same, at once.
	global force_unshunt_host_pair: function(id: conn_id): bool;

	## What is left out.
	global current_shunted_conns: function(): set[conn_id];
	global current_shunted_host_pairs: function(): set[conn_id];

	redef enum Notice::Type += {
		## There are as many as there may be.
		No_More_Conn_Shunts_Available,
		## A filter cannot leave out this connection.
		Cannot_BPF_Shunt_Conn,
	};
}

global shunted_conns: set[conn_id];
global shunted_host_pairs: set[conn_id];

# An expression for everything that is left out.
function shunt_filters()
	{
	local tcp_filter = "";
	local filter = "";

	for ( id in shunted_conns )
		{
		local conn = fmt("host %s and port %d and host %s and port %d", id$orig_h, id$orig_p, id$resp_h, id$resp_p);

		if ( get_port_transport_proto(id$resp_p) == tcp )
			tcp_filter = combine_filters(tcp_filter, "or", conn);
		else
			filter = combine_filters(filter, "or", fmt("udp and %s", conn));
		}

	if ( tcp_filter != "" )
		filter = combine_filters(filter, "or", combine_filters("tcp and tcp[tcpflags] & (tcp-syn|tcp-fin|tcp-rst) == 0", "and", tcp_filter));

	for ( id in shunted_host_pairs )
		filter = combine_filters(filter, "or", fmt("host %s and host %s", id$orig_h, id$resp_h));

	if ( filter != "" )
		exclude("shunt_filters", filter);
	}

event zeek_init() &priority=5
	{
	register_filter_plugin(FilterPlugin($func=shunt_filters));
	}

function current_shunted_conns(): set[conn_id]
	{
	return shunted_conns;
	}

function current_shunted_host_pairs(): set[conn_id]
	{
	return shunted_host_pairs;
	}

function reached_max_shunts(): bool
	{
	if ( |shunted_conns| + |shunted_host_pairs| <= max_bpf_shunts )
		return F;

	NOTICE(Notice::Info($note=No_More_Conn_Shunts_Available,
	                    $msg=fmt("%d BPF shunts are in place and no more will be added until space clears.", max_bpf_shunts)));
	return T;
	}

function shunt_host_pair(id: conn_id): bool
	{
	filter_changed = T;

	if ( reached_max_shunts() )
		return F;

	add shunted_host_pairs[id];
	install();
	return T;
	}

function unshunt_host_pair(id: conn_id): bool
	{
	filter_changed = T;

	if ( id !in shunted_host_pairs )
		return F;

	delete shunted_host_pairs[id];
	return T;
	}

function force_unshunt_host_pair(id: conn_id): bool
	{
	if ( ! unshunt_host_pair(id) )
		return F;

	install();
	return T;
	}

function shunt_conn(id: conn_id): bool
	{
	if ( is_v6_addr(id$orig_h) )
		{
		# Flags behind extension headers are out of a filter's reach.
		NOTICE(Notice::Info($note=Cannot_BPF_Shunt_Conn, $sub="ipv6_conn", $id=id, $identifier=cat(id),
		                    $msg="IPv6 connections can't be shunted with BPF due to limitations in BPF"));
		return F;
		}

	if ( reached_max_shunts() )
		return F;

	filter_changed = T;
	add shunted_conns[id];
	install();
	return T;
	}

event connection_state_remove(c: connection) &priority=-5
	{
	# The filter is changed with the next one that is installed.
	delete shunted_conns[c$id];
	}
