# Notices connections that come at regular intervals.
module Regular;

export {
	redef enum Notice::Type += { Regular_Connections };

	const enough = 10 &redef;

	global times: table[addr, addr, port] of vector of time &create_expire=1hr;
}

event connection_state_remove(c: connection)
	{
	local key = [c$id$orig_h, c$id$resp_h, c$id$resp_p];

	if ( key !in times )
		times[key] = vector();

	times[key] += c$start_time;

	if ( |times[key]| < enough )
		return;

	local gaps: vector of interval = vector();
	local i = 1;

	while ( i < |times[key]| )
		{
		gaps += times[key][i] - times[key][i - 1];
		i += 1;
		}

	local total = 0.0;

	for ( at in gaps )
		total += interval_to_double(gaps[at]);

	local mean = total / |gaps|;
	local spread = 0.0;

	for ( at in gaps )
		spread += (interval_to_double(gaps[at]) - mean) * (interval_to_double(gaps[at]) - mean);

	local deviation = sqrt(spread / |gaps|);

	if ( mean > 0 && deviation / mean < 0.1 )
		NOTICE([$note=Regular_Connections, $conn=c, $identifier=cat(c$id$orig_h, c$id$resp_h),
		        $msg=fmt("%s -> %s:%s every %.1fs (%.2f)", c$id$orig_h, c$id$resp_h, c$id$resp_p, mean, deviation / mean)]);
	}
