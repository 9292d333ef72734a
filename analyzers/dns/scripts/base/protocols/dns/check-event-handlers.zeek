##! Warns of handlers that wait in vain: the additional section is skipped unless dns_skip_all_addl is F.

module DNS;

event zeek_init() &priority=20
	{
	if ( ! dns_skip_all_addl )
		return;

	local events_of_addl = vector("dns_TSIG_addl", "dns_EDNS_addl", "dns_EDNS_ecs", "dns_EDNS_tcp_keepalive", "dns_EDNS_cookie");

	for ( i, name in events_of_addl )
		if ( is_event_handled(name) )
			Reporter::warning(fmt("Used event %s will not be raised because ``dns_skip_all_addl`` is true", name));
	}
