##! Adds to dns.log the name that was asked for as it was sent; the field `query` has it in small letters.

@load base/protocols/dns

module DNS;

export {
	redef record Info += {
		## The name as it was sent.
		original_query: string &log &optional;
	};
}

event dns_request(c: connection, msg: dns_msg, query: string, qtype: count, qclass: count, original_query: string) &priority=5
	{
	if ( msg$opcode == DNS_OP_QUERY && c?$dns )
		c$dns$original_query = original_query;
	}
