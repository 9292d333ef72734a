# What scripts keep with a connection and its id is kept when the roles are turned.

redef record connection += {
	note: string &default="";
};

redef record conn_id += {
	note: string &log &optional;
};

event new_connection(c: connection)
	{
	c$note = fmt("%s began", c$id$orig_p);
	c$id$note = "mine";
	}

event connection_flipped(c: connection)
	{
	print "flipped", c$id$orig_p, c$orig$size, c$resp$size, c$note;
	}

event connection_state_remove(c: connection)
	{
	print "over", c$id$orig_p, c$orig$size, c$resp$size, c$note;
	}
