##! Files in intelligence: hits tell the file, and files have hashes and names that may be indicators.

@load ./main
@load base/frameworks/files

module Intel;

export {
	redef enum Type += {
		## The hash of a file.
		FILE_HASH,
		## The name of a file.
		FILE_NAME,
	};

	redef record Info += {
		## The file that is an indicator, or holds one.
		fuid: string &log &optional;
		## Its type.
		file_mime_type: string &log &optional;
		## What to tell people about it.
		file_desc: string &log &optional;
	};

	redef record Seen += {
		## The file that is an indicator, or holds one.
		f: fa_file &optional;
		## Its unique name, if the file itself is not at hand.
		fuid: string &optional;
	};
}

# Before the connection is looked at: the file may tell it.
hook extend_match(info: Info, s: Seen, items: set[Item]) &priority=6
	{
	if ( s?$f )
		{
		local f = s$f;
		s$fuid = f$id;

		if ( ! s?$conn && f?$conns && |f$conns| == 1 )
			for ( id, c in f$conns )
				s$conn = c;

		if ( ! info?$file_mime_type && f?$info && f$info?$mime_type )
			info$file_mime_type = f$info$mime_type;

		if ( ! info?$file_desc )
			info$file_desc = Files::describe(f);
		}

	if ( s?$fuid )
		info$fuid = s$fuid;
	}
