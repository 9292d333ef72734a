##! Files that are read and written over SMB, for files.log and whoever looks into files.

@load base/frameworks/files
@load ./main

module SMB;

export {
	## A name for the file at hand: the engine makes its own out of the same things.
	global get_file_handle: function(c: connection, is_orig: bool): string;

	## What to tell people about a file.
	global describe_file: function(f: fa_file): string;
}

function get_file_handle(c: connection, is_orig: bool): string
	{
	if ( ! c?$smb_state || ! c$smb_state?$current_file )
		return "";
	local f = c$smb_state$current_file;
	if ( ! f?$name && ! f?$path )
		return "";
	return cat(Analyzer::ANALYZER_SMB, c$id$orig_h, c$id$resp_h, f?$path ? f$path : "", f?$name ? f$name : "",
	           f?$times ? f$times$modified_raw : 0);
	}

function describe_file(f: fa_file): string
	{
	if ( f$source == "SMB" && f?$conns )
		for ( cid, c in f$conns )
			if ( c?$smb_state && c$smb_state?$current_file && c$smb_state$current_file?$name )
				return c$smb_state$current_file$name;
	return "";
	}

event zeek_init() &priority=5
	{
	Files::register_protocol(Analyzer::ANALYZER_SMB, Files::ProtoRegistration($get_file_handle=SMB::get_file_handle,
	                                                                          $describe=SMB::describe_file));
	}

event file_over_new_connection(f: fa_file, c: connection, is_orig: bool) &priority=5
	{
	if ( ! c?$smb_state || f$source != "SMB" || ! c$smb_state?$current_file )
		return;
	local current = c$smb_state$current_file;
	current$fuid = f$id;
	if ( current$size > 0 )
		f$total_bytes = current$size;
	if ( current?$name )
		f$info$filename = current$name;
	write_file_log(c$smb_state);
	}
