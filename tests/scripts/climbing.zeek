# Names that would leave the folder of extracted files.
global names = vector("../../up", "/../x/../../y", "/absolute", "a/../../../b", "..", "./c");
global at = 0;

event file_new(f: fa_file)
	{
	if ( at < |names| )
		Files::add_analyzer(f, Files::ANALYZER_EXTRACT,
		                    Files::AnalyzerArgs($extract_filename=fmt("%s%d", names[at], at)));
	++at;
	}
