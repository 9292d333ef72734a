##! SQL injection by URIs: single requests are tagged in http.log, many of them are worth a notice.

@load base/frameworks/notice
@load base/frameworks/sumstats
@load base/protocols/http

module HTTP;

export {
	redef enum Notice::Type += {
		## A host sends many requests that look like SQL injection.
		SQL_Injection_Attacker,
		## A host gets many requests that look like SQL injection. The notice is about the victim since
		## the attack may come from many hosts.
		SQL_Injection_Victim,
	};

	redef enum Tags += {
		## The URI looks like SQL injection.
		URI_SQLI,
	};

	## So many requests of a host, or to a host, are worth a notice.
	const sqli_requests_threshold: double = 50.0 &redef;

	## Within this time.
	const sqli_requests_interval = 5 min &redef;

	## Decides over each request before it is looked at. break leaves it alone.
	global sqli_policy: hook(c: connection, method: string, unescaped_URI: string);

	## URIs that look like SQL injection.
	const match_sql_injection_uri =
		# A value that ends its own quotes and goes on with a condition or a command.
		/[?&][^=&]+=[\-0-9%]*([[:blank:]\x00+]|\/\*.*\*\/)*['"]([[:blank:]\x00+]|\/\*.*\*\/|\)?;)*([hH][aA][vV][iI][nN][gG]|[uU][nN][iI][oO][nN]|[eE][xX][eE][cC]|[sS][eE][lL][eE][cC][tT]|[dD][eE][lL][eE][tT][eE]|[dD][rR][oO][pP]|[dD][eE][cC][lL][aA][rR][eE]|[cC][rR][eE][aA][tT][eE]|[iI][nN][sS][eE][rR][tT])([[:blank:]\x00+]|\/\*.*\*\/)/
		# A number that goes on with one.
		| /[?&][^=&]+=[\-0-9%]+([[:blank:]\x00+]|\/\*.*\*\/|\)?;)+([oO][rR]|[aA][nN][dD]|[hH][aA][vV][iI][nN][gG]|[uU][nN][iI][oO][nN]|[eE][xX][eE][cC]|[sS][eE][lL][eE][cC][tT]|[dD][eE][lL][eE][tT][eE]|[dD][rR][oO][pP]|[dD][eE][cC][lL][aA][rR][eE]|[cC][rR][eE][aA][tT][eE]|[iI][nN][sS][eE][rR][tT])([[:blank:]\x00+]|\/\*.*\*\/)+/
		# A condition that is always true, or never.
		| /[?&][^=&]+=[^&]*['"]([[:blank:]\x00+]|\/\*.*\*\/)*([oO][rR]|[aA][nN][dD])([[:blank:]\x00+]|\/\*.*\*\/)+['"(]*[a-zA-Z0-9_]+['")]*([[:blank:]\x00+]|\/\*.*\*\/)*(=|<|>|[lL][iI][kK][eE])/
		# A quote that only a comment can follow.
		| /[?&][^=&]+=[^&]*['"]([[:blank:]\x00+]|\)|;)*(--|#|%23)/
		# Functions that tell about the database or hide text.
		| /[?&][^=&]+=[^&]*([cC][hH][aA][rR]|[cC][oO][nN][cC][aA][tT]|[aA][sS][cC][iI][iI]|[sS][uU][bB][sS][tT][rR][iI][nN][gG]|[vV][eE][rR][sS][iI][oO][nN]|[sS][lL][eE][eE][pP]|[bB][eE][nN][cC][hH][mM][aA][rR][kK]|[wW][aA][iI][tT][fF][oO][rR])\([^)]*\)/
		# A program of the database server.
		| /[?&][^=&]+=[^&]*[xX][pP]_[cC][mM][dD][sS][hH][eE][lL][lL]/ &redef;
}

# Samples of requests for a mail.
function format_sqli_samples(samples: vector of SumStats::Observation): string
	{
	local text = "SQL Injection samples\n---------------------";

	for ( i, sample in samples )
		if ( sample?$str )
			text += cat("\n", sample$str);

	return text;
	}

# Counts requests of a stream by host and raises a notice when there are too many.
function count_requests(name: string, stream: string, note: Notice::Type, msg: string)
	{
	local reducer = SumStats::Reducer($stream=stream, $apply=set(SumStats::SUM, SumStats::SAMPLE), $num_samples=5);
	local value = function [stream] (key: SumStats::Key, result: SumStats::Result): double
		{
		return result[stream]$sum;
		};
	local crossed = function [stream, note, msg] (key: SumStats::Key, result: SumStats::Result)
		{
		NOTICE(Notice::Info($note=note, $msg=msg, $src=key$host, $identifier=cat(key$host),
		                    $email_body_sections=vector(format_sqli_samples(result[stream]$samples))));
		};

	SumStats::create(SumStats::SumStat($name=name, $epoch=sqli_requests_interval, $reducers=set(reducer),
	                                   $threshold=sqli_requests_threshold, $threshold_val=value,
	                                   $threshold_crossed=crossed));
	}

event zeek_init() &priority=3
	{
	# Attackers and victims are counted apart: both are in every request.
	count_requests("detect-sqli-attackers", "http.sqli.attacker", SQL_Injection_Attacker,
	               "An SQL injection attacker was discovered!");
	count_requests("detect-sqli-victims", "http.sqli.victim", SQL_Injection_Victim,
	               "An SQL injection victim was discovered!");
	}

event http_request(c: connection, method: string, original_URI: string, unescaped_URI: string, version: string) &priority=3
	{
	if ( ! c?$http || ! hook HTTP::sqli_policy(c, method, unescaped_URI) || match_sql_injection_uri !in unescaped_URI )
		return;

	add c$http$tags[URI_SQLI];
	local num: count = 1;
	SumStats::observe("http.sqli.attacker", SumStats::Key($host=c$id$orig_h),
	                  SumStats::Observation($num=num, $str=original_URI, $uid=c$uid));
	SumStats::observe("http.sqli.victim", SumStats::Key($host=c$id$resp_h),
	                  SumStats::Observation($num=num, $str=original_URI, $uid=c$uid));
	}
