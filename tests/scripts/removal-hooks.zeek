# Hooks at the end of a connection: each is asked for once, and one that runs may take another back.
global count_down: Conn::RemovalHook;
global taken_back: Conn::RemovalHook;
global broken_off: Conn::RemovalHook;

event connection_established(c: connection)
	{
	print "asked", Conn::register_removal_hook(c, count_down), Conn::register_removal_hook(c, count_down);
	print "asked", Conn::register_removal_hook(c, broken_off), Conn::register_removal_hook(c, taken_back);
	print count_down in c$removal_hooks, |c$removal_hooks|;
	}

hook count_down(c: connection)
	{
	print "runs", Conn::unregister_removal_hook(c, taken_back), Conn::unregister_removal_hook(c, taken_back);
	}

# Others run all the same.
hook broken_off(c: connection)
	{
	print "breaks off";
	break;
	}

hook taken_back(c: connection)
	{
	print "never";
	}

event connection_state_remove(c: connection) &priority=-20
	{
	print "over", c?$removal_hooks, c$conn?$service ? c$conn$service : "-";
	}
