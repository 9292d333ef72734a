##! The files that requests and replies carry, in http.log: their names and types.

@load base/frameworks/files
@load base/utils/strings
@load base/utils/files
@load ./main

module HTTP;

export {
	## What is known of the entity at hand.
	type Entity: record {
		## The name that its headers tell.
		filename: string &optional;
	};

	## Files of requests that a line lists at most.
	option max_files_orig = 15;

	## Files of replies that a line lists at most.
	option max_files_resp = 15;

	## Asked when a line lists as many files as it may; break lists one more.
	global max_files_policy: hook(f: fa_file, is_orig: bool);

	redef record Info += {
		## Unique names of the files of the request.
		orig_fuids: vector of string &log &optional;
		## Their names.
		orig_filenames: vector of string &log &optional;
		## Their types.
		orig_mime_types: vector of string &log &optional;
		## Unique names of the files of the reply.
		resp_fuids: vector of string &log &optional;
		## Their names.
		resp_filenames: vector of string &log &optional;
		## Their types.
		resp_mime_types: vector of string &log &optional;
		## The entity at hand.
		current_entity: Entity &optional;
		## How many entities the request has had.
		orig_mime_depth: count &default=0;
		## How many entities the reply has had.
		resp_mime_depth: count &default=0;
	};
}

redef record fa_file += {
	## The request that carries the file, or its reply does.
	http: HTTP::Info &optional;
};

event http_begin_entity(c: connection, is_orig: bool) &priority=10
	{
	# The start of the message has seen to c$http in most cases.
	if ( ! c?$http_state || ! c$http_state?$of_orig || c$http_state$of_orig != is_orig )
		set_state(c, is_orig);

	local info = c$http;

	if ( is_orig )
		++info$orig_mime_depth;
	else
		++info$resp_mime_depth;

	info$current_entity = Entity();
	}

event http_header(c: connection, is_orig: bool, original_name: string, name: string, value: string) &priority=3
	{
	# Messages of both directions interleave: the end of the one's entity ends what is kept of the other's.
	if ( ! c$http?$current_entity )
		{
		Reporter::conn_weird("missing_HTTP_entity", c, "", "HTTP");
		return;
		}

	if ( name == "CONTENT-TYPE" )
		{
		# Most types have no parameters at all.
		if ( "=" !in value || /[nN][aA][mM][eE][ \t]*=/ !in value )
			return;
		}
	else if ( name != "CONTENT-DISPOSITION" || /[fF][iI][lL][eE][nN][aA][mM][eE]/ !in value )
		return;

	c$http$current_entity$filename = extract_filename_from_content_disposition(value);
	}

event http_end_entity(c: connection, is_orig: bool) &priority=5
	{
	if ( c?$http )
		delete c$http$current_entity;
	}

event file_over_new_connection(f: fa_file, c: connection, is_orig: bool) &priority=5
	{
	if ( ! c?$http || f$source != "HTTP" )
		return;

	local info = c$http;
	f$http = info;

	if ( info?$current_entity && info$current_entity?$filename )
		f$info$filename = info$current_entity$filename;

	if ( is_orig )
		{
		if ( ! info?$orig_fuids )
			info$orig_fuids = vector();

		if ( |info$orig_fuids| >= max_files_orig && hook max_files_policy(f, T) )
			return;

		info$orig_fuids += f$id;

		if ( f$info?$filename )
			{
			if ( ! info?$orig_filenames )
				info$orig_filenames = vector();

			info$orig_filenames += f$info$filename;
			}
		}
	else
		{
		if ( ! info?$resp_fuids )
			info$resp_fuids = vector();

		if ( |info$resp_fuids| >= max_files_resp && hook max_files_policy(f, F) )
			return;

		info$resp_fuids += f$id;

		if ( f$info?$filename )
			{
			if ( ! info?$resp_filenames )
				info$resp_filenames = vector();

			info$resp_filenames += f$info$filename;
			}
		}
	}

event file_sniff(f: fa_file, meta: fa_metadata) &priority=5
	{
	if ( ! f?$http || ! f?$is_orig || ! meta?$mime_type )
		return;

	local info = f$http;

	if ( f$is_orig )
		{
		if ( ! info?$orig_mime_types )
			info$orig_mime_types = vector();

		if ( |info$orig_mime_types| < max_files_orig || ! hook max_files_policy(f, T) )
			info$orig_mime_types += meta$mime_type;
		}
	else
		{
		if ( ! info?$resp_mime_types )
			info$resp_mime_types = vector();

		if ( |info$resp_mime_types| < max_files_resp || ! hook max_files_policy(f, F) )
			info$resp_mime_types += meta$mime_type;
		}
	}
