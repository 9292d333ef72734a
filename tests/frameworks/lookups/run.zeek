# Look-ups of names, whose answers are made up in tests, and where they may be.

event zeek_init()
	{
	when ( local name = lookup_addr(192.0.2.1) )
		{
		print name;

		when ( local found = lookup_hostname("a.example") )
			{
			print found;
			}
		}

	when ( local words = lookup_hostname_txt("a.example") )
		{
		print words;
		}

	print blocking_lookup_hostname("a.example");
	}
