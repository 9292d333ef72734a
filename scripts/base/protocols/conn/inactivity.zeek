##! Longer patience with connections that may rest for a long time between two words.

module Conn;

export {
	## Idle times by protocol, once it has been recognised.
	option analyzer_inactivity_timeouts: table[AllAnalyzers::Tag] of interval = {
		[Analyzer::ANALYZER_SSH] = 1 hr,
		[Analyzer::ANALYZER_FTP] = 1 hr,
	};

	## Idle times by the responder's port.
	option port_inactivity_timeouts: table[port] of interval = {
		[21/tcp] = 1 hr,
		[22/tcp] = 1 hr,
		[23/tcp] = 1 hr,
		[513/tcp] = 1 hr,
	};
}

event analyzer_confirmation_info(atype: AllAnalyzers::Tag, info: AnalyzerConfirmationInfo)
	{
	if ( info?$c && atype in analyzer_inactivity_timeouts )
		set_inactivity_timeout(info$c$id, analyzer_inactivity_timeouts[atype]);
	}

event connection_established(c: connection)
	{
	if ( c$id$resp_p in port_inactivity_timeouts )
		set_inactivity_timeout(c$id, port_inactivity_timeouts[c$id$resp_p]);
	}
