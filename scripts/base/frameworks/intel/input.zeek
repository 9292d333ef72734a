##! Indicators from files: those that Intel::read_files names are read at the start, and again whenever
##! they change.

@load base/frameworks/reporter
@load ./main
@load base/frameworks/input

module Intel;

export {
	## Files with indicators: columns named after the fields of Intel::Item and Intel::MetaData, the
	## latter with "meta." before them.
	const read_files: set[string] = {} &redef;

	## Directory of files that are no absolute paths.
	const path_prefix = "" &redef;

	## Raised for each line of a file.
	global read_entry: event(desc: Input::EventDescription, tpe: Input::Event, item: Intel::Item);

	## Raised when a file, or a line of one, cannot be read.
	global read_error: event(desc: Input::EventDescription, message: string, level: Reporter::Level);
}

event Intel::read_entry(desc: Input::EventDescription, tpe: Input::Event, item: Intel::Item)
	{
	Intel::insert(item);
	}

event zeek_init() &priority=5
	{
	for ( name in read_files )
		{
		local path = name;

		if ( path_prefix != "" && name[0] != "/" )
			path = fmt("%s/%s", sub(path_prefix, /\/+$/, ""), name);

		Input::add_event(Input::EventDescription($source=path, $name=cat("intel-", path),
		                                         $reader=Input::READER_ASCII, $mode=Input::REREAD,
		                                         $fields=Intel::Item, $ev=Intel::read_entry,
		                                         $error_ev=Intel::read_error));
		}
	}
