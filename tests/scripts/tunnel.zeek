# Notices a host that asks for many long names below one domain.
@load base/protocols/dns

module LongNames;

export {
	redef enum Notice::Type += { Many_Long_Names };

	const longest = 40 &redef;
	const most = 20 &redef;

	global seen: table[addr, string] of count &default=0 &create_expire=5min;
}

event dns_request(c: connection, msg: dns_msg, query: string, qtype: count, qclass: count)
	{
	if ( |query| <= longest )
		return;

	local labels = split_string(query, /\./);
	local domain = cat(labels[|labels| - 2], ".", labels[|labels| - 1]);
	local key = [c$id$orig_h, domain];

	seen[key] += 1;

	if ( seen[key] > most )
		NOTICE([$note=Many_Long_Names, $msg=fmt("%s asks for long names below %s", c$id$orig_h, domain),
		        $conn=c, $identifier=cat(c$id$orig_h, domain), $suppress_for=30min]);
	}
