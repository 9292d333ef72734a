##! Looks for indicators only where there are indicators: the handlers of the scripts beside this one are
##! in groups named after the kinds of indicators, and a group is switched on while there is one of its
##! kind.

@load base/frameworks/intel

module Intel;

export {
	## Switch the groups off and on.
	const manage_seen_event_groups = T &redef;
}

export {
	## Indicators by kind.
	global intel_type_counts: table[Intel::Type] of count &default=0;
}

# A network is met by an address.
function group_of(indicator_type: Type): string
	{
	return cat(indicator_type == SUBNET ? ADDR : indicator_type);
	}

function indicators_of_group(group: string): count
	{
	local sum = 0;

	for ( indicator_type, n in intel_type_counts )
		if ( group_of(indicator_type) == group )
			sum += n;

	return sum;
	}

event zeek_init() &priority=1
	{
	if ( ! manage_seen_event_groups )
		return;

	for ( name in enum_names(Intel::Type) )
		if ( has_event_group(name) && indicators_of_group(name) == 0 )
			disable_event_group(name);
	}

hook Intel::indicator_inserted(indicator: string, indicator_type: Type)
	{
	if ( ! manage_seen_event_groups )
		return;

	local group = group_of(indicator_type);

	if ( intel_type_counts[indicator_type] == 0 && has_event_group(group) )
		enable_event_group(group);

	++intel_type_counts[indicator_type];
	}

hook Intel::indicator_removed(indicator: string, indicator_type: Type)
	{
	if ( ! manage_seen_event_groups || intel_type_counts[indicator_type] == 0 )
		return;

	--intel_type_counts[indicator_type];
	local group = group_of(indicator_type);

	if ( indicators_of_group(group) == 0 && has_event_group(group) )
		disable_event_group(group);
	}
