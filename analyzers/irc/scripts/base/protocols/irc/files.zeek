##! The files that clients send one another.

@load base/frameworks/files
@load ./dcc-send
@load ./main

module IRC;

export {
	redef record Info += {
		## Id of the file.
		fuid: string &log &optional;
	};

	## Tells one file from another.
	global get_file_handle: function(c: connection, is_orig: bool): string;

	## Writes the line of a file.
	global log_dcc: function(f: fa_file);
}

redef record fa_file += {
	## The session that the file was offered in.
	irc: IRC::Info &optional;
};

function get_file_handle(c: connection, is_orig: bool): string
	{
	return cat(Analyzer::ANALYZER_IRC_DATA, c$start_time, c$id, is_orig);
	}

function log_dcc(f: fa_file)
	{
	if ( ! f?$irc )
		return;

	local line = f$irc;
	line$command = "DCC";
	Log::write(LOG, line);

	# The offer is done with.
	delete line$dcc_file_name;
	delete line$dcc_file_size;
	delete line$dcc_mime_type;
	delete line$fuid;
	delete f$irc;
	}

event zeek_init() &priority=5
	{
	Files::register_protocol(Analyzer::ANALYZER_IRC_DATA, [$get_file_handle=IRC::get_file_handle]);
	}

event file_over_new_connection(f: fa_file, c: connection, is_orig: bool) &priority=5
	{
	if ( f$source != "IRC_DATA" || [c$id$resp_h, c$id$resp_p] !in dcc_expected_transfers )
		return;

	local line = dcc_expected_transfers[c$id$resp_h, c$id$resp_p];
	line$fuid = f$id;
	f$irc = line;

	if ( line?$dcc_file_name )
		f$info$filename = line$dcc_file_name;
	}

event file_sniff(f: fa_file, meta: fa_metadata) &priority=5
	{
	if ( f?$irc && meta?$mime_type )
		f$irc$dcc_mime_type = meta$mime_type;
	}

event file_sniff(f: fa_file, meta: fa_metadata) &priority=-5
	{
	if ( f?$irc )
		log_dcc(f);
	}

event file_state_remove(f: fa_file) &priority=4
	{
	if ( f?$irc )
		log_dcc(f);
	}
