# Hits are mailed, and a feed that changes meanwhile is taken in.

redef exit_only_after_terminate = T;
redef Notice::sendmail = "./sendmail";
redef Notice::emailed_types += { Intel::Notice };

global changed = F;

event Intel::new_item(item: Intel::Item)
	{
	if ( item$indicator == "198.51.100.50" )
		Intel::seen(Intel::Seen($host=198.51.100.50, $where=Intel::IN_ANYWHERE));
	else if ( item$indicator == "late.example" )
		Intel::seen(Intel::Seen($indicator="late.example", $indicator_type=Intel::DOMAIN, $where=Intel::IN_ANYWHERE));
	}

event Intel::match(s: Intel::Seen, items: set[Intel::Item]) &priority=-5
	{
	if ( s$indicator == "late.example" )
		terminate();
	else if ( ! changed )
		{
		changed = T;
		# As a tool does that keeps feeds fresh: beside the old one, and renamed.
		system("{ cat feeds/names.intel; printf 'late.example\\tIntel::DOMAIN\\tnames\\t-\\tT\\n'; } > feeds/.new && mv feeds/.new feeds/names.intel");
		}
	}
