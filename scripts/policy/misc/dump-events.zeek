##! Prints every event with its arguments. DumpEvents::dump_all_events=T includes events that nobody
##! handles.

module DumpEvents;

export {
	## Print events that nobody handles as well.
	const dump_all_events = F &redef;

	## Print arguments too.
	option include_args = T;

	## Which events to print, by their names.
	option include = /.*/;
}

event zeek_init() &priority=999
	{
	if ( dump_all_events )
		generate_all_events();
	}

event new_event(name: string, params: call_argument_vector)
	{
	if ( include !in name )
		return;

	print fmt("%17.6f %s", network_time(), name);

	if ( ! include_args || |params| == 0 )
		return;

	for ( i, a in params )
		{
		local declared = fmt("%s: %s", a$name, a$type_name);

		if ( a?$value )
			print fmt("                  [%d] %-18s = %s", i, declared, a$value);
		else
			print fmt("                  | %-18s = %s [default]", declared, a$default_val);
		}

	print "";
	}
