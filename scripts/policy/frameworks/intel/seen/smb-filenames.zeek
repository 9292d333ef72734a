##! Names of files on shares.

@load base/frameworks/intel
@load ./where-locations

event file_new(f: fa_file) &group="Intel::FILE_NAME"
	{
	if ( f$source != "SMB" || ! f?$info || ! f$info?$filename )
		return;

	local path = f$info$filename;
	local parts = split_string(path, /\\/);
	Intel::seen(Intel::Seen($indicator=parts[|parts| - 1], $indicator_type=Intel::FILE_NAME, $f=f,
	                        $where=SMB::IN_FILE_NAME));
	}
