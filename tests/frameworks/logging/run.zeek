# One stream through many filters: every option of the writers, names of columns, extension, policies, limits, rotation.

module Many;

export {
	redef enum Log::ID += { LOG, LOG2 };

	type Inner: record {
		x: count &log;
		y: string &log &optional;
	};

	type Info: record {
		ts: time &log;
		name: string &log;
		hidden: string &default="never logged";
		empty: set[count] &log &default=set();
		unset: string &log &optional;
		words: vector of string &log;
		inner: Inner &log;
		flag: bool &log &default=T;
		ratio: double &log &default=0.1;
	};

	type Extra: record {
		node: string &log;
	};

	global log_many: event(rec: Info);
	global policy: hook(rec: Info, id: Log::ID, filter: Log::Filter);
}

redef Log::default_max_field_string_bytes = 2000;
redef LogSQLite::set_separator = ";";

function extend(path: string): Extra
	{
	return Extra($node=fmt("node of %s", path));
	}

function by_length(id: Log::ID, path: string, rec: Info): string
	{
	return fmt("%s-%d", path, |rec$name|);
	}

function keep(info: Log::RotationInfo): bool
	{
	print "rotated", info$path, info$terminating, info$open < info$close, sub(info$fname, /[0-9][0-9-]*[0-9]/, "TIME");
	# Its name has the time of the clock.
	return system(fmt("mv %s rotated.log", info$fname)) == 0;
	}

event log_many(rec: Info)
	{
	print "event", rec$name;
	}

hook policy(rec: Info, id: Log::ID, filter: Log::Filter)
	{
	if ( rec$name == "refused" )
		break;
	}

hook only_b(rec: any, id: Log::ID, filter: Log::Filter)
	{
	if ( ( rec as Info )$name != "b" )
		break;
	}

function filter(name: string, config: table[string] of string)
	{
	Log::add_filter(LOG, Log::Filter($name=name, $path=name, $config=config));
	}

event zeek_init()
	{
	Log::create_stream(LOG, Log::Stream($columns=Info, $ev=log_many, $path="many", $policy=policy, $max_field_string_bytes=40));
	print Log::get_filter_names(LOG);

	filter("marks", table(["separator"] = "|", ["set_separator"] = "+", ["empty_field"] = "EMPTY", ["unset_field"] = "UNSET",
	                      ["meta_prefix"] = "//"));
	filter("bare", table(["include_meta"] = "F"));
	filter("names", table(["tsv"] = "T"));
	filter("json", table(["use_json"] = "T", ["json_timestamps"] = "JSON::TS_ISO8601"));
	filter("millis", table(["use_json"] = "T", ["json_timestamps"] = "JSON::TS_MILLIS", ["json_include_unset_fields"] = "T"));
	filter("escaped", table(["enable_utf_8"] = "F"));
	filter("packed", table(["gzip_level"] = "6", ["gzip_file_extension"] = "gz"));
	Log::add_filter(LOG, Log::Filter($name="some", $path="some", $include=set("ts", "name", "inner.x")));
	Log::add_filter(LOG, Log::Filter($name="others", $path="others", $exclude=set("ts", "words", "inner.y")));
	Log::add_filter(LOG, Log::Filter($name="mapped", $path="mapped", $include=set("name", "inner.x"),
		$field_name_map=table(["name"] = "who", ["inner.x"] = "inner.number"), $scope_sep="_"));
	Log::add_filter(LOG, Log::Filter($name="extended", $path="extended", $include=set("name"), $ext_func=extend, $ext_prefix="ext_"));
	Log::add_filter(LOG, Log::Filter($name="split", $path="split", $path_func=by_length, $include=set("name")));
	Log::add_filter(LOG, Log::Filter($name="only", $path="only", $policy=only_b, $include=set("name")));
	Log::add_filter(LOG, Log::Filter($name="none", $path="none", $writer=Log::WRITER_NONE));
	Log::add_filter(LOG, Log::Filter($name="sqlite", $path="rows", $writer=Log::WRITER_SQLITE,
		$config=table(["dbpath"] = "many", ["tablename"] = "t")));
	Log::add_filter(LOG, Log::Filter($name="rotating", $path="rotating", $interv=1 hr, $postprocessor=keep, $include=set("name")));

	local inner = Inner($x=1);
	local t = double_to_time(1700000000.25);
	Log::write(LOG, Info($ts=t, $name="a", $words=vector("one,two", "", "-"), $inner=inner));
	Log::write(LOG, Info($ts=t, $name="b", $words=vector(), $inner=Inner($x=2, $y="tab\there"), $empty=set(3), $unset="-"));
	Log::write(LOG, Info($ts=t, $name="refused", $words=vector(), $inner=inner));
	Log::write(LOG, Info($ts=t, $name="\xc3\xa9\xff", $words=vector("(empty)"), $inner=inner));
	Log::write(LOG, Info($ts=t, $name="0123456789012345678901234567890123456789 and more", $words=vector(), $inner=inner));

	print Log::remove_filter(LOG, "bare"), Log::remove_filter(LOG, "bare");
	print Log::disable_stream(LOG), Log::write(LOG, Info($ts=t, $name="off", $words=vector(), $inner=inner));
	print Log::enable_stream(LOG), Log::flush(LOG), Log::set_buf(LOG, F);
	print Log::get_filter(LOG, "some")$path, Log::get_filter(LOG, "nothing")$name;
	}

event zeek_done() &priority=-10
	{
	Log::create_stream(LOG2, Log::Stream($columns=Inner, $path="removed"));
	Log::write(LOG2, Inner($x=1));
	print Log::remove_stream(LOG2), Log::write(LOG2, Inner($x=2)), Log::remove_stream(LOG2);
	}
