##! Feeds take the guilt from indicators with the column meta.whitelist, whatever other feeds say.

@load base/frameworks/intel

module Intel;

export {
	redef record Intel::MetaData += {
		## Whether hits are to be kept quiet.
		whitelist: bool &default=F;
	};
}

hook Intel::extend_match(info: Info, s: Seen, items: set[Item]) &priority=9
	{
	local quiet = F;

	for ( item in items )
		quiet = quiet || item$meta$whitelist;

	if ( quiet )
		break;
	}
