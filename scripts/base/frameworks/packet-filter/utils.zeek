##! Building blocks of BPF expressions.

module PacketFilter;

export {
	## An expression for packets from or to a port.
	global port_to_bpf: function(p: port): string;

	## Two expressions joined by "and" or "or"; an empty one counts as absent.
	global combine_filters: function(lfilter: string, op: string, rfilter: string): string;

	## An expression that picks one of several equal parts of all connections, the same for both ends.
	##
	## num_parts: how many parts there are; this_part: which one, counted from 0.
	global sampling_filter: function(num_parts: count, this_part: count): string;
}

function port_to_bpf(p: port): string
	{
	local proto = get_port_transport_proto(p);

	if ( proto == unknown_transport )
		return fmt("port %d", p);

	return fmt("%s port %d", proto, p);
	}

function combine_filters(lfilter: string, op: string, rfilter: string): string
	{
	if ( lfilter == "" )
		return rfilter;

	if ( rfilter == "" )
		return lfilter;

	return fmt("(%s) %s (%s)", lfilter, op, rfilter);
	}

function sampling_filter(num_parts: count, this_part: count): string
	{
	# The sum of the low bytes of both addresses does not depend on the direction.
	local v4 = fmt("ip and ((ip[15]+ip[19]) - ((ip[15]+ip[19])/%d)*%d == %d)", num_parts, num_parts, this_part);
	local v6 = fmt("ip6 and ((ip6[23]+ip6[39]) - ((ip6[23]+ip6[39])/%d)*%d == %d)", num_parts, num_parts, this_part);
	return combine_filters(v4, "or", v6);
	}
