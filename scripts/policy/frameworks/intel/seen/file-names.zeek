##! Names of files.

@load base/frameworks/intel
@load ./where-locations

event file_new(f: fa_file) &group="Intel::FILE_NAME"
	{
	# Names on shares are looked at as soon as they are known.
	if ( f$source == "SMB" || ! f?$info || ! f$info?$filename )
		return;

	Intel::seen(Intel::Seen($indicator=f$info$filename, $indicator_type=Intel::FILE_NAME, $f=f,
	                        $where=Files::IN_NAME));
	}
