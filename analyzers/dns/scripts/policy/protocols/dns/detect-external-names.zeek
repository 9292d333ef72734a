##! Notices for names of the site that point to hosts elsewhere.

@load base/frameworks/notice
@load base/protocols/dns
@load base/utils/site

module DNS;

export {
	redef enum Notice::Type += {
		## A name of the site points to a host elsewhere.
		External_Name,
	};
}

function check_address(c: connection, ans: dns_answer, a: addr)
	{
	if ( Site::is_local_addr(a) || ! Site::is_local_name(ans$query) )
		return;

	NOTICE(Notice::Info($note=External_Name, $msg=fmt("%s is pointing to a non-local host - %s.", ans$query, a),
	                    $conn=c, $identifier=cat(a, ans$query)));
	}

event dns_A_reply(c: connection, msg: dns_msg, ans: dns_answer, a: addr) &priority=-3
	{
	# Most sites have named no zones of theirs.
	if ( |Site::local_zones| > 0 )
		check_address(c, ans, a);
	}

event dns_AAAA_reply(c: connection, msg: dns_msg, ans: dns_answer, a: addr) &priority=-3
	{
	# Most sites have named no zones of theirs.
	if ( |Site::local_zones| > 0 )
		check_address(c, ans, a);
	}
