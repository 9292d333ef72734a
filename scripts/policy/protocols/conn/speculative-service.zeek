##! Protocols whose signatures match behind the beginning of a connection. Nothing can be analysed then, but
##! conn.log can tell.

@load base/protocols/conn

module Conn;

export {
	## Tell them in the field service as well, with a ~ before them.
	option track_speculative_services_in_connection = F;
}

redef record Info += {
	## These protocols.
	speculative_service: string &log &optional;
};

redef record connection += {
	# Protocols that matched late.
	speculative_service: set[string] &default=set();
};

redef dpd_match_only_beginning = F;
redef dpd_late_match_stop = T;

event protocol_late_match(c: connection, atype: Analyzer::Tag)
	{
	add c$speculative_service[Analyzer::name(atype)];
	}

event connection_state_remove(c: connection) &priority=10
	{
	if ( |c$speculative_service| == 0 )
		return;

	local names: vector of string = vector();

	for ( name in c$speculative_service )
		{
		names += to_lower(name);

		if ( track_speculative_services_in_connection && name !in c$service )
			add c$service["~" + name];
		}

	set_conn(c, F);
	c$conn$speculative_service = join_string_vec(names, ",");
	}
