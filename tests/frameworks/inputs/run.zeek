# Sources of all readers and modes: tables, events, predicates, errors.

redef exit_only_after_terminate = T;

type Index: record {
	host: addr;
};

type Value: record {
	name: string;
	ports: set[port] &optional;
	size: count &default=7;
};

type Line: record {
	text: string;
};

type Row: record {
	host: addr;
	name: string;
	ratio: double &optional;
};

global hosts: table[addr] of Value = table();
global members: set[addr] = set();
global readings = 0;

event changed(desc: Input::TableDescription, what: Input::Event, left: Index, right: Value)
	{
	print "table", what, left$host, right$name, right?$ports, right$size;
	}

# Two pipes have no order between them.
global from_both: vector of string = vector();

event line(desc: Input::EventDescription, what: Input::Event, text: string)
	{
	if ( desc$name == "both" )
		from_both += text;
	else
		print desc$name, what, text;
	}

event row(desc: Input::EventDescription, what: Input::Event, r: Row)
	{
	print desc$name, what, r$host, r$name, r?$ratio;
	}

event wrong(desc: Input::EventDescription, message: string, level: Reporter::Level)
	{
	print "error", desc$name, level, message;
	}

event wrong_table(desc: Input::TableDescription, message: string, level: Reporter::Level)
	{
	print "error", desc$name, level, message;
	}

function program(name: string, command: string, config: table[string] of string)
	{
	Input::add_event(Input::EventDescription($source=command, $name=name, $fields=Line, $reader=Input::READER_RAW, $want_record=F,
		$ev=line, $config=config));
	}

# One after the other, so that their order is known.
event InputRaw::process_finished(name: string, source: string, exit_code: count, signal_exit: bool)
	{
	print "process", name, exit_code, signal_exit;

	if ( name == "both" )
		print sort(from_both, strcmp);

	if ( name == "command" )
		program("stdin", "cat |", table(["stdin"] = "given"));
	else if ( name == "stdin" )
		program("both", "echo out; echo err >&2 |", table(["read_stderr"] = "T"));
	else
		{
		print Input::add_event(Input::EventDescription($source="rows.tsv", $name="table", $fields=Row, $want_record=T, $ev=row));
		print Input::remove("nothing");
		# Beside the old one and renamed, so that no half of it is read.
		system("printf '#fields\\thost\\tname\\tports\\n192.0.2.1\\ta2\\t80/tcp,53/udp\\n192.0.2.3\\tkeep\\t-\\n192.0.2.4\\td\\t-\\n' > hosts.new; mv hosts.new hosts.tsv");
		}
	}

event Input::end_of_data(name: string, source: string)
	{
	print "end", name;

	if ( name == "semicolons" )
		program("command", "echo out; exit 3 |", table());

	if ( name == "table" )
		print "holds", |hosts|;

	if ( name == "table" && ++readings == 2 )
		terminate();
	}

event zeek_init()
	{
	Input::add_table(Input::TableDescription($source="hosts.tsv", $name="table", $idx=Index, $val=Value, $destination=hosts,
		$mode=Input::REREAD, $ev=changed, $error_ev=wrong_table,
		$pred(what: Input::Event, left: Index, right: Value) =
			{
			return ! ( what == Input::EVENT_REMOVED && right$name == "keep" ) && right$name != "never";
			}));
	Input::add_table(Input::TableDescription($source="hosts.tsv", $name="set", $idx=Index, $destination=members));
	Input::add_event(Input::EventDescription($source="rows.tsv", $name="rows", $fields=Row, $want_record=T, $ev=row, $error_ev=wrong));
	Input::add_event(Input::EventDescription($source="lines.txt", $name="raw", $fields=Line, $reader=Input::READER_RAW, $want_record=F,
		$ev=line, $config=table(["offset"] = "4")));
	Input::add_event(Input::EventDescription($source="missing.tsv", $name="missing", $fields=Row, $want_record=T, $ev=row, $error_ev=wrong,
		$config=table(["fail_on_file_problem"] = "T")));
	Input::add_event(Input::EventDescription($source="hosts.sqlite", $name="database", $fields=Row, $want_record=T, $ev=row,
		$reader=Input::READER_SQLITE, $config=table(["query"] = "select '192.0.2.9' as host, 'sql' as name, 0.5 as ratio"), $error_ev=wrong));
	Input::add_event(Input::EventDescription($source="semicolons.txt", $name="semicolons", $fields=Row, $want_record=T, $ev=row,
		$config=table(["separator"] = ";", ["unset_field"] = "none")));
	}
