##! Notices for hits on indicators whose feed asks for them, with the column meta.do_notice.

@load base/frameworks/intel
@load base/frameworks/notice

module Intel;

export {
	redef enum Notice::Type += {
		## An indicator was seen whose feed asks for a notice.
		Intel::Notice,
	};

	redef record Intel::MetaData += {
		## Whether a hit is worth a notice.
		do_notice: bool &default=F;
		## Where it has to be seen for that; not set: anywhere.
		if_in: Intel::Where &optional;
	};
}

hook Intel::extend_match(info: Info, s: Seen, items: set[Item])
	{
	for ( item in items )
		{
		if ( ! item$meta$do_notice || ( item$meta?$if_in && s$where != item$meta$if_in ) )
			next;

		local n = Notice::Info($note=Intel::Notice, $sub=s$indicator,
		                       $msg=fmt("Intel hit on %s at %s", s$indicator, s$where));
		local identifier = s$indicator;
		local services = "";

		if ( s?$conn )
			{
			n$conn = s$conn;
			local id = s$conn$id;

			# One notice for both directions between two hosts.
			identifier += id$orig_h < id$resp_h ? cat(id$orig_h, id$resp_h) : cat(id$resp_h, id$orig_h);

			for ( service in s$conn$service )
				services += cat(service, " ");
			}

		n$identifier = identifier;
		n$email_body_sections = vector(fmt("Service: %s", services), fmt("Intel source: %s", item$meta$source));

		if ( item$meta?$desc )
			n$email_body_sections += fmt("Description: %s", item$meta$desc);

		if ( item$meta?$url )
			n$email_body_sections += fmt("URL: %s", item$meta$url);

		NOTICE(n);
		}
	}
