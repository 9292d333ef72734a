# A feed that changes during the run is read again.

@load base/frameworks/intel

redef exit_only_after_terminate = T;
redef Intel::read_files += { "feed.intel" };

global changed = F;
global terminate_soon: event();

function show(address: addr)
	{
	Intel::seen(Intel::Seen($host=address, $where=Intel::IN_ANYWHERE));
	}

event Intel::new_item(item: Intel::Item)
	{
	print "new", item$indicator, item$meta$source;

	if ( item$meta$source == "first" && ! changed )
		{
		changed = T;
		show(192.0.2.1);
		show(192.0.2.2);
		local feed = open_for_append("feed.intel");
		write_file(feed, "192.0.2.2\tIntel::ADDR\tlater\n");
		close(feed);
		}
	else if ( item$meta$source == "later" )
		{
		show(192.0.2.2);
		schedule 10 msec { terminate_soon() };
		}
	}


event terminate_soon()
	{
	terminate();
	}

event zeek_init()
	{
	# Its times are those of the clock.
	Log::disable_stream(Intel::LOG);
	}

event Intel::match(s: Intel::Seen, items: set[Intel::Item])
	{
	for ( item in items )
		print "match", s$host, item$meta$source;
	}
