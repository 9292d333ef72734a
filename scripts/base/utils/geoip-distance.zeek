##! Distances between hosts.

## Miles between two hosts; -1 if one of them is not known.
function haversine_distance_ip(a1: addr, a2: addr): double
	{
	local loc1 = lookup_location(a1);
	local loc2 = lookup_location(a2);

	if ( ! loc1?$latitude || ! loc1?$longitude || ! loc2?$latitude || ! loc2?$longitude )
		return -1.0;

	return haversine_distance(loc1$latitude, loc1$longitude, loc2$latitude, loc2$longitude);
	}
