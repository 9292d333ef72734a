##! Names and describes the files that HTTP carries.

@load base/frameworks/files
@load base/utils/conn-ids
@load ./main
@load ./entities
@load ./utils

module HTTP;

export {
	## A name for the entity at hand.
	global get_file_handle: function(c: connection, is_orig: bool): string;

	## What to tell people about a file.
	global describe_file: function(f: fa_file): string;
}

function get_file_handle(c: connection, is_orig: bool): string
	{
	if ( ! c?$http )
		return "";

	local depth = is_orig ? c$http$orig_mime_depth : c$http$resp_mime_depth;

	# Parts that one client asks for, maybe by several connections, make one file.
	if ( c$http$range_request && ! is_orig )
		return cat(Analyzer::ANALYZER_HTTP, is_orig, c$id$orig_h, build_url(c$http));

	return cat(Analyzer::ANALYZER_HTTP, c$start_time, is_orig, c$http$trans_depth, depth, id_string(c$id));
	}

function describe_file(f: fa_file): string
	{
	return f$source == "HTTP" && f?$http ? build_url_http(f$http) : "";
	}

event zeek_init() &priority=5
	{
	Files::register_protocol(Analyzer::ANALYZER_HTTP,
	                         Files::ProtoRegistration($get_file_handle=HTTP::get_file_handle,
	                                                  $describe=HTTP::describe_file));
	}
