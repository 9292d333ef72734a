##! Adds to notices where in the world the remote host is.

@load ../main
@load base/utils/site

module Notice;

export {
	redef enum Action += {
		## The location of the remote host is looked up.
		ACTION_ADD_GEODATA,
	};

	redef record Info += {
		## Where the remote host is.
		remote_location: geo_location &log &optional;
	};

	## Kinds whose remote hosts are looked up.
	option lookup_location_types: set[Notice::Type] = {};
}

hook policy(n: Notice::Info) &priority=10
	{
	if ( n$note in lookup_location_types )
		add n$actions[ACTION_ADD_GEODATA];
	}

# Before the notice is logged.
hook notice(n: Notice::Info) &priority=10
	{
	if ( ACTION_ADD_GEODATA !in n$actions )
		return;

	if ( |Site::local_nets| == 0 )
		return;

	if ( n?$src && ! Site::is_local_addr(n$src) )
		n$remote_location = lookup_location(n$src);
	else if ( n?$dst && ! Site::is_local_addr(n$dst) )
		n$remote_location = lookup_location(n$dst);
	}
