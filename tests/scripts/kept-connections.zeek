# What scripts keep of a connection stays, when it is over and its events have been handled: the whole of it, an end, its id.
global whole: vector of connection = {};
global ends: vector of endpoint = {};
global ids: set[conn_id] = {};

event new_connection(c: connection)
	{
	if ( |whole| < 3 )
		whole += c;

	ends += c$resp;
	add ids[c$id];
	}

# The connection is looked up while nothing happens to it.
event look(id: conn_id)
	{
	local c = lookup_connection(id);
	print "looked up", c$id$resp_p, c$orig$num_pkts, c$id in ids;
	}

event connection_established(c: connection)
	{
	schedule 1msec { look(c$id) };
	}

event connection_state_remove(c: connection)
	{
	print "over", c$id in ids, c$orig$size, c$resp$size;
	}

event zeek_done()
	{
	for ( i in whole )
		{
		local c = whole[i];
		print c$id$orig_p, c$id$resp_p, c$id in ids, c$orig$num_pkts, c$orig$size, c$resp$num_pkts, c$resp$size;
		}

	for ( i in ends )
		print ends[i]$num_pkts, ends[i]$size;
	}

event zeek_init() &priority=-10
	{
	Log::disable_stream(Files::LOG);
	}
