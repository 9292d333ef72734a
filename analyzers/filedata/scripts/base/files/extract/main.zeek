##! Extraction of files to disk: where to, how much, and what files.log says of it.

@load base/frameworks/files
@load base/utils/paths

module FileExtract;

export {
	## The folder that extracted files go to.
	const prefix = "./extract_files/" &redef;

	## Bytes of a file that are written at most; 0 for no limit.
	option default_limit: count = 104857600;

	## Whether bytes that were missing, and are written as zeros, count.
	option default_limit_includes_missing: bool = T;

	redef record Files::Info += {
		## Name of the extracted file, below the folder.
		extracted: string &log &optional;
		## Whether the limit cut it off.
		extracted_cutoff: bool &log &optional;
		## Bytes that were written, if the limit cut it off.
		extracted_size: count &log &optional;
	};

	redef record Files::AnalyzerArgs += {
		## Name of the extracted file, below the folder.
		extract_filename: string &optional;
		## Bytes that are written at most; 0 for no limit.
		extract_limit: count &default=default_limit;
		## Whether missing bytes count.
		extract_limit_includes_missing: bool &default=default_limit_includes_missing;
	};

	## Changes the limit of a file that is being extracted.
	global set_limit: function(f: fa_file, args: Files::AnalyzerArgs, n: count): bool;
}

function set_limit(f: fa_file, args: Files::AnalyzerArgs, n: count): bool
	{
	return __set_limit(f$id, args, n);
	}

# The folder as paths begin with it.
global folder = "";

# Whether the folder has been made. Should it go away later, it is made again with the next file.
global folder_is_there = F;

# Names the file before the analyzer is made. A name cannot climb out of the folder.
function name_file(f: fa_file, args: Files::AnalyzerArgs)
	{
	local ours = ! args?$extract_filename;
	local name = ours ? fmt("extract-%f-%s-%s", f$last_active, f$source, f$id) : args$extract_filename;

	if ( "/" in name || name == ".." )
		{
		name = gsub(name, /(^|\/)\.\.(\/|$)/, "/__/");
		name = sub(name, /^\/+/, "");
		ours = F;
		}

	if ( ! f?$info )
		Files::set_info(f);

	f$info$extracted = name;
	f$info$extracted_cutoff = F;
	args$extract_filename = ours ? folder + name : build_path_compressed(prefix, name);

	if ( ! folder_is_there )
		folder_is_there = mkdir(prefix);
	}

event file_extraction_limit(f: fa_file, args: Files::AnalyzerArgs, limit: count, len: count) &priority=10
	{
	f$info$extracted_cutoff = T;
	f$info$extracted_size = limit;
	}

event zeek_init() &priority=10
	{
	folder = sub(build_path_compressed(prefix, "x"), /x$/, "");
	Files::register_analyzer_add_callback(Files::ANALYZER_EXTRACT, name_file);
	}
