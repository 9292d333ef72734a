##! The files that pass over data connections.

@load base/frameworks/files
@load ./info
@load ./main
@load ./utils

module FTP;

export {
	## Tells one file from another.
	global get_file_handle: function(c: connection, is_orig: bool): string;

	## A file in few words.
	global describe_file: function(f: fa_file): string;
}

redef record fa_file += {
	## The session that the file was transferred for.
	ftp: FTP::Info &optional;
};

function get_file_handle(c: connection, is_orig: bool): string
	{
	if ( [c$id$resp_h, c$id$resp_p] !in ftp_data_expected )
		return "";

	return cat(Analyzer::ANALYZER_FTP_DATA, c$start_time, c$id, is_orig);
	}

function describe_file(f: fa_file): string
	{
	return f$source == "FTP_DATA" && f?$ftp ? describe(f$ftp) : "";
	}

event zeek_init() &priority=5
	{
	Files::register_protocol(Analyzer::ANALYZER_FTP_DATA, [$get_file_handle=FTP::get_file_handle,
	                                                       $describe=FTP::describe_file]);
	}

event file_over_new_connection(f: fa_file, c: connection, is_orig: bool) &priority=5
	{
	if ( f$source != "FTP_DATA" || [c$id$resp_h, c$id$resp_p] !in ftp_data_expected )
		return;

	local s = ftp_data_expected[c$id$resp_h, c$id$resp_p];
	s$fuid = f$id;
	f$ftp = s;
	}

event file_sniff(f: fa_file, meta: fa_metadata) &priority=5
	{
	if ( f?$ftp && meta?$mime_type )
		f$ftp$mime_type = meta$mime_type;
	}
