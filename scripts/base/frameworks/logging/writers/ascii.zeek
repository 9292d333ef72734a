##! Logs as text: columns under a header, or JSON. Each setting can be given for a single filter in
##! its config table, under the same name: $config=table(["use_json"] = "T").

module LogAscii;

export {
	## Write to stdout instead of files.
	const output_to_stdout = F &redef;

	## Write JSON, a record a line.
	const use_json = F &redef;

	## Leave UTF-8 sequences as they are; F escapes everything that is not ASCII.
	const enable_utf_8 = T &redef;

	## Compression: 0 for none, up to 9 for the best.
	const gzip_level: count = 0 &redef;

	## Extension of compressed files.
	const gzip_file_extension = "gz" &redef;

	## How JSON writes times.
	const json_timestamps: JSON::TimestampFormat = JSON::TS_EPOCH &redef;

	## Write unset fields as null instead of leaving them out.
	const json_include_unset_fields = F &redef;

	## Write header lines.
	const include_meta = T &redef;

	## What header lines begin with.
	const meta_prefix = "#" &redef;

	## Separator of columns.
	const separator = Log::separator &redef;

	## Separator of the elements of sets and vectors.
	const set_separator = Log::set_separator &redef;

	## What stands for a container or string without contents.
	const empty_field = Log::empty_field &redef;

	## What stands for a field that is not set.
	const unset_field = Log::unset_field &redef;

	## Rotate, at start, what a run that crashed has left behind.
	const enable_leftover_log_rotation = F &redef;

}

module Log;

## What becomes of a rotated text log: it goes to the command, if there is one.
function default_ascii_rotation_postprocessor_func(info: Log::RotationInfo): bool
	{
	return Log::run_rotation_postprocessor_cmd(info, info$fname);
	}

redef Log::default_rotation_postprocessors += {
	[Log::WRITER_ASCII] = default_ascii_rotation_postprocessor_func
};
