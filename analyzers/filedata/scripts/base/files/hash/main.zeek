##! Hashes of files in files.log, for files to which a hash analyzer is attached.

@load base/frameworks/files

module FileHash;

export {
	redef record Files::Info += {
		## MD5 of the file, if it was asked for.
		md5: string &log &optional;
		## SHA1 of the file, if it was asked for.
		sha1: string &log &optional;
		## SHA256 of the file, if it was asked for.
		sha256: string &log &optional;
	};
}

event file_hash(f: fa_file, kind: string, hash: string) &priority=5
	{
	# The hashes of a file come at once.
	if ( ! f?$info || f$info$seen_bytes != f$seen_bytes )
		Files::set_info(f);

	switch ( kind )
		{
		case "md5":
			f$info$md5 = hash;
			break;
		case "sha1":
			f$info$sha1 = hash;
			break;
		case "sha256":
			f$info$sha256 = hash;
			break;
		}
	}
