##! What the headers of HTTP requests tell.

@load base/frameworks/intel
@load base/protocols/http
@load base/utils/addrs
@load ./where-locations

event http_header(c: connection, is_orig: bool, name: string, value: string) &group="Intel::ADDR"
	{
	if ( ! is_orig )
		return;

	if ( name == "HOST" )
		{
		# What may stand behind the name is a port.
		if ( is_valid_ip(value) )
			Intel::seen(Intel::Seen($host=to_addr(value), $conn=c, $where=HTTP::IN_HOST_HEADER));
		}
	else if ( name == "X-FORWARDED-FOR" )
		{
		for ( i, text in extract_ip_addresses(value) )
			if ( is_valid_ip(text) )
				Intel::seen(Intel::Seen($host=to_addr(text), $conn=c,
				                        $where=HTTP::IN_X_FORWARDED_FOR_HEADER));
		}
	}

event http_header(c: connection, is_orig: bool, name: string, value: string) &group="Intel::DOMAIN"
	{
	if ( is_orig && name == "HOST" && ! is_valid_ip(value) )
		Intel::seen(Intel::Seen($indicator=value, $indicator_type=Intel::DOMAIN, $conn=c,
		                        $where=HTTP::IN_HOST_HEADER));
	}

event http_header(c: connection, is_orig: bool, name: string, value: string) &group="Intel::URL"
	{
	if ( is_orig && name == "REFERER" )
		Intel::seen(Intel::Seen($indicator=sub(value, /^.*:\/\//, ""), $indicator_type=Intel::URL, $conn=c,
		                        $where=HTTP::IN_REFERRER_HEADER));
	}

event http_header(c: connection, is_orig: bool, name: string, value: string) &group="Intel::SOFTWARE"
	{
	if ( is_orig && name == "USER-AGENT" )
		Intel::seen(Intel::Seen($indicator=value, $indicator_type=Intel::SOFTWARE, $conn=c,
		                        $where=HTTP::IN_USER_AGENT_HEADER));
	}
