##! The files in mails.

@load base/frameworks/files
@load base/utils/conn-ids
@load ./main
@load ./entities

module SMTP;

export {
	redef record Info += {
		## Ids of the files in the mail.
		fuids: vector of string &log &default=vector();
		## Id of the mail itself, if mails are files too.
		rfc822_msg_fuid: string &optional;
	};

	## Tells one file from another.
	global get_file_handle: function(c: connection, is_orig: bool): string;

	## A file in few words.
	global describe_file: function(f: fa_file): string;
}

function get_file_handle(c: connection, is_orig: bool): string
	{
	if ( ! c?$smtp )
		return "";

	return cat(Analyzer::ANALYZER_SMTP, c$start_time, c$smtp$trans_depth, c$smtp_state$mime_depth);
	}

function describe_file(f: fa_file): string
	{
	if ( f$source != "SMTP" )
		return "";

	for ( _, c in f$conns )
		return describe(c$smtp);

	return "";
	}

event zeek_init() &priority=5
	{
	Files::register_protocol(Analyzer::ANALYZER_SMTP, [$get_file_handle=SMTP::get_file_handle, $describe=SMTP::describe_file]);
	}

event file_over_new_connection(f: fa_file, c: connection, is_orig: bool) &priority=5
	{
	if ( ! c?$smtp || f$source != "SMTP" )
		return;

	if ( c$smtp?$entity && c$smtp$entity?$filename )
		f$info$filename = c$smtp$entity$filename;

	f$info$depth = c$smtp_state$mime_depth;
	c$smtp$fuids += f$id;
	}
