##! The hashes of files, in files.log, for whichever hash a script has asked.

@load base/frameworks/files

module FileHash;

redef record Files::Info += {
	## MD5 of the contents.
	md5: string &log &optional;
	## SHA-1 of the contents.
	sha1: string &log &optional;
	## SHA-256 of the contents.
	sha256: string &log &optional;
};

event file_hash(f: fa_file, kind: string, hash: string) &priority=5
	{
	if ( ! f?$info )
		return;

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
