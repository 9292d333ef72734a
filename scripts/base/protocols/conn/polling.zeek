##! Looks at a connection again and again while it lasts.

module ConnPolling;

export {
	## Calls a function for a connection after a while, then as often as the function asks for it.
	##
	## callback: gets the connection and the number of earlier calls; what it returns is the time until
	## the next call, negative to end.
	##
	## cnt: the number that the first call gets.
	##
	## i: the time until the first call.
	global watch: function(c: connection, callback: function(c: connection, cnt: count): interval, cnt: count, i: interval);
}

event ConnPolling::check(c: connection, callback: function(c: connection, cnt: count): interval, cnt: count)
	{
	if ( ! connection_exists(c$id) )
		return;

	# The record at hand may be that of a former connection with the same addresses and ports.
	local current = lookup_connection(c$id);
	local next_time = callback(current, cnt);

	if ( next_time >= 0 sec )
		watch(c, callback, cnt + 1, next_time);
	}

function watch(c: connection, callback: function(c: connection, cnt: count): interval, cnt: count, i: interval)
	{
	schedule i { ConnPolling::check(c, callback, cnt) };
	}
