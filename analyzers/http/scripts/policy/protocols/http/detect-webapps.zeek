##! Web applications by what their pages say, in software.log.

@load base/frameworks/signatures
@load base/frameworks/software
@load base/protocols/http

@load-sigs ./detect-webapps.sig

# These are no alarms.
redef Signatures::ignored_ids += /^webapp-/;

module HTTP;

export {
	redef enum Software::Type += {
		## A web application.
		WEB_APPLICATION,
	};

	redef record Software::Info += {
		## Where it answers.
		url: string &optional &log;
	};
}

event signature_match(state: signature_state, msg: string, data: string) &priority=5
	{
	if ( /^webapp-/ !in state$sig_id )
		return;

	local c = state$conn;
	local info = Software::Info($name=msg, $unparsed_version=msg, $host=c$id$resp_h, $host_p=c$id$resp_p,
	                            $software_type=WEB_APPLICATION);

	if ( c?$http )
		info$url = build_url_http(c$http);

	Software::found(c$id, info);
	}
