# Utilities of base/utils, each in its ways.

@load base/utils/active-http
@load base/utils/addrs
@load base/utils/dir
@load base/utils/directions-and-hosts
@load base/utils/email
@load base/utils/exec
@load base/utils/files
@load base/utils/hash_hrw
@load base/utils/numbers
@load base/utils/paths
@load base/utils/patterns
@load base/utils/queue
@load base/utils/strings
@load base/utils/thresholds
@load base/utils/time
@load base/utils/urls

redef exit_only_after_terminate = T;

global seen: set[string] = set();

function new_file(name: string)
	{
	if ( |seen| == 0 )
		system("touch watched/b");

	add seen[name];
	print "new in the folder", name;

	if ( |seen| == 2 )
		terminate();
	}

event commands()
	{
	when ( local r = Exec::run([$cmd="mkdir watched; touch watched/a; cat; echo out; echo err >&2; echo file > made; exit 7", $stdin="given\n", $read_files=set("made")]) )
		{
		print r$exit_code, r$signal_exit, r$stdout, r$stderr, r$files["made"];

		Dir::monitor("watched", new_file, 100 msec);
		}
	}

event zeek_init()
	{
	print is_valid_ip("192.0.2.1"), is_valid_ip("192.0.2.256"), is_valid_ip("2001:db8::1"), extract_ip_addresses("a 192.0.2.1, 2001:db8::1 b");
	print addr_to_uri(192.0.2.1), addr_to_uri([2001:db8::1]), normalize_mac("00-11-22-aa-BB-cc");
	print extract_count("a12b34"), extract_count("none"), extract_path("see \"/etc/x y\" there"), build_path("/a", "b"), build_path_compressed("/a/../b", "c");
	print compress_path("/a/./b/../c"), convert_for_pattern("a.b/c"), set_to_regex(set("x"), "^(~~)$");
	print extract_email_addrs_vec("A <a@b.example>, c@d.example"), extract_first_email_addr("x <y@z.example>"), split_mime_email_addresses("a@b.example, c");
	print decompose_uri("http://a.example:8080/p/f.txt?k=v&l=m"), find_all_urls("see http://a.example/x and https://b.example");
	print join_string_set(set("a"), ","), string_escape("a,b", ","), cut_tail("abcdef", 2);

	local q = Queue::init([$max_len=2]);
	Queue::put(q, 1);
	Queue::put(q, 2);
	Queue::put(q, 3);
	local all: vector of count = vector();
	Queue::get_vector(q, all);
	print Queue::len(q), all, Queue::peek(q), Queue::get(q), Queue::len(q);

	local pool = HashHRW::Pool();
	for ( i, n in vector(1, 2, 3) )
		HashHRW::add_site(pool, HashHRW::Site($id=n));
	local first = HashHRW::get_site(pool, "key");
	HashHRW::rem_site(pool, first);
	print |pool$sites|, HashHRW::get_site(pool, "key")$id != first$id;

	local tracker = TrackCount();
	local crossed: vector of count = vector();
	local i2 = 0;

	while ( ++i2 <= 300 )
		{
		tracker$n = i2;

		if ( check_threshold(default_notice_thresholds, tracker) )
			crossed += i2;
		}

	print crossed;
	print min_double(1.5, 2.5), max_interval(1 sec, 2 sec), min_count(3, 2);
	print ActiveHTTP::request2curl([$url="http://a.example/x", $method="POST", $client_data="d", $addl_curl_args="-k"], "body", "headers");
	event commands();
	}
