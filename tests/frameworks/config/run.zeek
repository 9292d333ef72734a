# Options from files, changed while running, with handlers; their log.

@load base/frameworks/config

redef exit_only_after_terminate = T;
redef Config::config_files += { "options.txt" };

module Site2;

export {
	option level: count = 1;
	option names: set[string] = set();
	option limits: vector of double = vector();
	option watched: table[addr] of string = table();
	option mark: port = 1/tcp;
	option word = /none/;
	option wait = 1 sec;
}

global done: event();

function show(id: string, value: any, location: string): any
	{
	print id, value, location;
	return value;
	}

# Levels beyond 9 are not taken.
function checked(id: string, value: count): count
	{
	if ( value > 9 )
		{
		print "refused", value;
		return level;
		}

	if ( value == 5 )
		schedule 1 msec { Site2::done() };

	return value;
	}

event done()
	{
	print level, |names|, limits, watched, mark, word == "x", wait;
	Config::set_value("Site2::level", 7, "a script");
	print level;
	Option::set("Site2::wait", 9 sec);
	print wait;
	terminate();
	}

event Input::end_of_data(name: string, source: string)
	{
	if ( mark == 1/tcp )
		system("printf 'Site2::level 12\\nSite2::mark 53/udp\\n' > new; mv new options.txt");
	else if ( level != 5 )
		system("printf 'Site2::level 5\\n' > new; mv new options.txt");
	}

# Its times are those of the clock.
hook Config::log_policy(rec: any, id: Log::ID, filter: Log::Filter)
	{
	( rec as Config::Info )$ts = double_to_time(1.0);
	}

event zeek_init()
	{
	Option::set_change_handler("Site2::names", show);
	Option::set_change_handler("Site2::level", checked);
	}
