##! The entropy of all files in files.log: high for what is compressed or encrypted.

@load base/frameworks/files

module Files;

redef record Info += {
	## Bits of information in a byte, from 0 to 8.
	entropy: double &log &optional;
};

event file_new(f: fa_file)
	{
	Files::add_analyzer(f, Files::ANALYZER_ENTROPY);
	}

event file_entropy(f: fa_file, ent: entropy_test_result)
	{
	if ( f?$info )
		f$info$entropy = ent$entropy;
	}
