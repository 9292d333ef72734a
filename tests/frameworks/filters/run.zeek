# words: -C -r {captures}/dns.pcap run.zeek Log::default_max_field_string_bytes=20
# Several filters of a stream: columns, names, paths, writers, what is added to every line, and limits. What happens to
# the record of a filter after it was added does not change that filter.

type Extension: record {
	host: string &log &default="h";
	level: count &log &default=3;
};

function extension(path: string): Extension
	{
	return Extension();
	}

redef Log::default_ext_func = extension;
redef Log::default_ext_prefix = "_x_";

function by_type(id: Log::ID, path: string, rec: DNS::Info): string
	{
	return "dns_by_" + ( rec?$qtype_name ? to_lower(rec$qtype_name) : "none" );
	}

hook only_mail(rec: any, id: Log::ID, filter: Log::Filter)
	{
	local line = rec as DNS::Info;

	if ( ! line?$qtype_name || line$qtype_name != "MX" )
		break;
	}

event zeek_init()
	{
	local f = Log::get_filter(DNS::LOG, "default");
	f$name = "two";
	f$path = "dns_two";
	f$include = set("ts", "query");
	Log::add_filter(DNS::LOG, f);
	Log::add_filter(DNS::LOG, Log::Filter($name="by type", $path_func=by_type, $exclude=set("answers", "TTLs"),
	                                      $config=table(["use_json"] = "T"), $scope_sep="_",
	                                      $field_name_map=table(["id_orig_h"] = "src")));
	Log::add_filter(DNS::LOG, Log::Filter($name="none", $writer=Log::WRITER_NONE, $path="dns_none"));
	Log::add_filter(DNS::LOG, Log::Filter($name="mail", $path="dns_mail", $policy=only_mail, $include=set("query", "answers")));
	Log::remove_filter(DNS::LOG, "default");
	Log::remove_default_filter(Conn::LOG);
	}
