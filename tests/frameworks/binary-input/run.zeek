# Files from the disk take the way that files of the network take: recognised, hashed, extracted.

@load base/frameworks/input
@load base/frameworks/files
@load base/files/hash
@load base/files/extract

redef exit_only_after_terminate = T;
redef InputBinary::chunk_size = 7;

type Line: record {
	text: string;
};

event line(desc: Input::EventDescription, what: Input::Event, r: Line)
	{
	}

event zeek_init()
	{
	print Input::add_analysis(Input::AnalysisDescription($source="picture", $reader=Input::READER_BINARY, $mode=Input::MANUAL, $name="once"));
	print Input::add_analysis(Input::AnalysisDescription($source="picture", $reader=Input::READER_BINARY, $name="once"));
	print Input::add_analysis(Input::AnalysisDescription($source="missing", $reader=Input::READER_BINARY, $name="missing"));
	print Input::add_event(Input::EventDescription($source="picture", $reader=Input::READER_BINARY, $name="wrong", $fields=Line, $ev=line));
	}

event file_new(f: fa_file)
	{
	print f$source, |f$id| > 10;
	Files::add_analyzer(f, Files::ANALYZER_SHA256);
	Files::add_analyzer(f, Files::ANALYZER_EXTRACT, [$extract_filename="copy"]);
	}

event file_sniff(f: fa_file, meta: fa_metadata)
	{
	print meta$mime_type;
	}

event file_hash(f: fa_file, kind: string, hash: string)
	{
	print kind, hash;
	}

event file_state_remove(f: fa_file)
	{
	print f$seen_bytes, f$info$extracted;
	terminate();
	}
