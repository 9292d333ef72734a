##! Events when a connection has carried so many bytes or packets, or lasts so long. A connection may
##! have any number of thresholds; the engine knows of the lowest of each kind.

module ConnThreshold;

export {
	## Thresholds of a connection that have not been crossed.
	type Thresholds: record {
		## Bytes of the originator.
		orig_byte: set[count] &default=set();
		## Bytes of the responder.
		resp_byte: set[count] &default=set();
		## Packets of the originator.
		orig_packet: set[count] &default=set();
		## Packets of the responder.
		resp_packet: set[count] &default=set();
		## Time since the first packet.
		duration: set[interval] &default=set();
	};

	## Raises bytes_threshold_crossed when one end has sent more bytes.
	global set_bytes_threshold: function(c: connection, threshold: count, is_orig: bool): bool;

	## Raises packets_threshold_crossed when one end has sent more packets.
	global set_packets_threshold: function(c: connection, threshold: count, is_orig: bool): bool;

	## Raises duration_threshold_crossed when the connection lasts longer.
	global set_duration_threshold: function(c: connection, threshold: interval): bool;

	## Takes back set_bytes_threshold; F if there is no such threshold.
	global delete_bytes_threshold: function(c: connection, threshold: count, is_orig: bool): bool;

	## Takes back set_packets_threshold; F if there is no such threshold.
	global delete_packets_threshold: function(c: connection, threshold: count, is_orig: bool): bool;

	## Takes back set_duration_threshold; F if there is no such threshold.
	global delete_duration_threshold: function(c: connection, threshold: interval): bool;

	## One end has sent more bytes.
	global bytes_threshold_crossed: event(c: connection, threshold: count, is_orig: bool);

	## One end has sent more packets.
	global packets_threshold_crossed: event(c: connection, threshold: count, is_orig: bool);

	## The connection lasts longer.
	global duration_threshold_crossed: event(c: connection, threshold: interval, is_orig: bool);
}

redef record connection += {
	## Thresholds that have not been crossed.
	thresholds: ConnThreshold::Thresholds &optional;
};

# Kinds of thresholds.
type threshold_type: enum { BYTES, PACKETS, DURATION };

function set_conn(c: connection)
	{
	if ( ! c?$thresholds )
		c$thresholds = Thresholds();
	}

# The lowest element; 0 if there is none.
function find_min_threshold(t: set[count]): count
	{
	local lowest = 0;

	for ( candidate in t )
		if ( lowest == 0 || candidate < lowest )
			lowest = candidate;

	return lowest;
	}

function find_min_duration_threshold(t: set[interval]): interval
	{
	local lowest = 0 sec;

	for ( candidate in t )
		if ( lowest == 0 sec || candidate < lowest )
			lowest = candidate;

	return lowest;
	}

# Tells the engine the next threshold of a kind.
function set_current_threshold(c: connection, ttype: threshold_type, is_orig: bool): bool
	{
	set_conn(c);
	local t = c$thresholds;

	if ( ttype == BYTES )
		{
		local bytes = find_min_threshold(is_orig ? t$orig_byte : t$resp_byte);

		if ( bytes == get_current_conn_bytes_threshold(c$id, is_orig) )
			return T;

		return set_current_conn_bytes_threshold(c$id, bytes, is_orig);
		}

	if ( ttype == PACKETS )
		{
		local packets = find_min_threshold(is_orig ? t$orig_packet : t$resp_packet);

		if ( packets == get_current_conn_packets_threshold(c$id, is_orig) )
			return T;

		return set_current_conn_packets_threshold(c$id, packets, is_orig);
		}

	local duration = find_min_duration_threshold(t$duration);

	if ( duration == get_current_conn_duration_threshold(c$id) )
		return T;

	return set_current_conn_duration_threshold(c$id, duration);
	}

function set_bytes_threshold(c: connection, threshold: count, is_orig: bool): bool
	{
	set_conn(c);

	if ( threshold == 0 )
		return F;

	if ( is_orig )
		add c$thresholds$orig_byte[threshold];
	else
		add c$thresholds$resp_byte[threshold];

	return set_current_threshold(c, BYTES, is_orig);
	}

function set_packets_threshold(c: connection, threshold: count, is_orig: bool): bool
	{
	set_conn(c);

	if ( threshold == 0 )
		return F;

	if ( is_orig )
		add c$thresholds$orig_packet[threshold];
	else
		add c$thresholds$resp_packet[threshold];

	return set_current_threshold(c, PACKETS, is_orig);
	}

function set_duration_threshold(c: connection, threshold: interval): bool
	{
	set_conn(c);

	if ( threshold == 0 sec )
		return F;

	add c$thresholds$duration[threshold];
	return set_current_threshold(c, DURATION, T);
	}

function delete_bytes_threshold(c: connection, threshold: count, is_orig: bool): bool
	{
	set_conn(c);

	if ( is_orig && threshold in c$thresholds$orig_byte )
		delete c$thresholds$orig_byte[threshold];
	else if ( ! is_orig && threshold in c$thresholds$resp_byte )
		delete c$thresholds$resp_byte[threshold];
	else
		return F;

	set_current_threshold(c, BYTES, is_orig);
	return T;
	}

function delete_packets_threshold(c: connection, threshold: count, is_orig: bool): bool
	{
	set_conn(c);

	if ( is_orig && threshold in c$thresholds$orig_packet )
		delete c$thresholds$orig_packet[threshold];
	else if ( ! is_orig && threshold in c$thresholds$resp_packet )
		delete c$thresholds$resp_packet[threshold];
	else
		return F;

	set_current_threshold(c, PACKETS, is_orig);
	return T;
	}

function delete_duration_threshold(c: connection, threshold: interval): bool
	{
	set_conn(c);

	if ( threshold !in c$thresholds$duration )
		return F;

	delete c$thresholds$duration[threshold];
	set_current_threshold(c, DURATION, T);
	return T;
	}

event conn_bytes_threshold_crossed(c: connection, threshold: count, is_orig: bool) &priority=5
	{
	if ( is_orig && c?$thresholds && threshold in c$thresholds$orig_byte )
		{
		delete c$thresholds$orig_byte[threshold];
		event ConnThreshold::bytes_threshold_crossed(c, threshold, is_orig);
		}
	else if ( ! is_orig && c?$thresholds && threshold in c$thresholds$resp_byte )
		{
		delete c$thresholds$resp_byte[threshold];
		event ConnThreshold::bytes_threshold_crossed(c, threshold, is_orig);
		}

	set_current_threshold(c, BYTES, is_orig);
	}

event conn_packets_threshold_crossed(c: connection, threshold: count, is_orig: bool) &priority=5
	{
	if ( is_orig && c?$thresholds && threshold in c$thresholds$orig_packet )
		{
		delete c$thresholds$orig_packet[threshold];
		event ConnThreshold::packets_threshold_crossed(c, threshold, is_orig);
		}
	else if ( ! is_orig && c?$thresholds && threshold in c$thresholds$resp_packet )
		{
		delete c$thresholds$resp_packet[threshold];
		event ConnThreshold::packets_threshold_crossed(c, threshold, is_orig);
		}

	set_current_threshold(c, PACKETS, is_orig);
	}

event conn_duration_threshold_crossed(c: connection, threshold: interval, is_orig: bool) &priority=5
	{
	if ( c?$thresholds && threshold in c$thresholds$duration )
		{
		delete c$thresholds$duration[threshold];
		event ConnThreshold::duration_threshold_crossed(c, threshold, is_orig);
		}

	set_current_threshold(c, DURATION, is_orig);
	}
