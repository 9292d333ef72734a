##! Hooks that run when a single connection ends. A protocol's script asks for one for each connection
##! that speaks it, where a handler of connection_state_remove would run for all.

module Conn;

export {
	## Runs when the connection ends.
	type RemovalHook: hook(c: connection);

	## Takes a hook back; F if the connection does not have it.
	global unregister_removal_hook: function(c: connection, hk: RemovalHook): bool;
}

redef record connection += {
	## Hooks that run when the connection ends.
	removal_hooks: set[RemovalHook] &optional;
};

function unregister_removal_hook(c: connection, hk: RemovalHook): bool
	{
	if ( ! c?$removal_hooks || hk !in c$removal_hooks )
		return F;

	delete c$removal_hooks[hk];
	return T;
	}

event connection_state_remove(c: connection) &priority=-10
	{
	if ( c?$removal_hooks )
		run_removal_hooks(c);
	}
