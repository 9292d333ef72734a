# When analyzers fail, and what they say at their end.

event analyzer_violation_info(atype: AllAnalyzers::Tag, info: AnalyzerViolationInfo)
	{
	print network_time(), "violation", atype, info$reason;
	}

event analyzer_failed(ts: time, atype: AllAnalyzers::Tag, info: AnalyzerViolationInfo)
	{
	print network_time(), "failed", atype;
	}

event http_stats(c: connection, stats: http_stats_rec)
	{
	print network_time(), "stats", stats$num_requests, stats$num_replies;
	}
