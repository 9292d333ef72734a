##! Runs a command and waits, inside when, for what it prints.

@load base/frameworks/input

module Exec;

export {
	## What to run.
	type Command: record {
		## A shell command.
		cmd: string;
		## What it reads.
		stdin: string &default="";
		## Files that it writes and that are wanted too. They are removed afterwards.
		read_files: set[string] &optional;
		## Unique name of the run.
		uid: string &default=unique_id("");
	};

	## What came of it.
	type Result: record {
		## Its exit status.
		exit_code: count &default=0;
		## Whether a signal ended it.
		signal_exit: bool &default=F;
		## The lines that it printed.
		stdout: vector of string &optional;
		## The lines that it printed as errors.
		stderr: vector of string &optional;
		## The lines of read_files by name.
		files: table[string] of string_vec &optional;
	};

	## Runs a command. Only inside when: the answer takes a while.
	global run: function(cmd: Command): Result;
}

# Runs that have not ended, and the files of theirs that are not read yet.
global pending_commands: set[string] = set();
global pending_files: table[string] of set[string] = table();

global results: table[string] of Result = table();

type OneLine: record {
	s: string;
	is_stderr: bool;
};

type FileLine: record {
	s: string;
};

event Exec::line(description: Input::EventDescription, tpe: Input::Event, s: string, is_stderr: bool)
	{
	local result = results[description$name];

	if ( is_stderr )
		{
		if ( ! result?$stderr )
			result$stderr = vector();

		result$stderr += s;
		}
	else
		{
		if ( ! result?$stdout )
			result$stdout = vector();

		result$stdout += s;
		}
	}

# Streams of files are named by run and file.
event Exec::file_line(description: Input::EventDescription, tpe: Input::Event, s: string)
	{
	local parts = split_string1(description$name, /_/);
	local result = results[parts[0]];

	if ( ! result?$files )
		result$files = table();

	if ( parts[1] !in result$files )
		result$files[parts[1]] = vector();

	result$files[parts[1]] += s;
	}

event Input::end_of_data(orig_name: string, source: string)
	{
	local parts = split_string1(orig_name, /_/);
	local name = parts[0];

	if ( name !in pending_commands || |parts| < 2 )
		return;

	local track_file = parts[1];

	Input::remove(orig_name);

	if ( name !in pending_files )
		return;

	delete pending_files[name][track_file];

	if ( |pending_files[name]| == 0 )
		delete pending_commands[name];

	system(fmt("rm %s", safe_shell_quote(track_file)));
	}

event InputRaw::process_finished(name: string, source: string, exit_code: count, signal_exit: bool)
	{
	if ( name !in pending_commands )
		return;

	Input::remove(name);
	results[name]$exit_code = exit_code;
	results[name]$signal_exit = signal_exit;

	local left: vector of string = vector();

	if ( name in pending_files )
		{
		for ( path in pending_files[name] )
			left += path;

		# What the command did not leave is not waited for.
		for ( _, path in left )
			if ( file_size(path) < 0 )
				delete pending_files[name][path];
		}

	if ( name !in pending_files || |pending_files[name]| == 0 )
		{
		# What the command printed is complete only when all events before this one are handled.
		delete pending_commands[name];
		return;
		}

	for ( read_file in pending_files[name] )
		Input::add_event(Input::EventDescription($source=read_file, $name=fmt("%s_%s", name, read_file),
		                                         $reader=Input::READER_RAW, $want_record=F,
		                                         $fields=FileLine, $ev=Exec::file_line));
	}

function run(cmd: Command): Result
	{
	add pending_commands[cmd$uid];
	results[cmd$uid] = Result();

	if ( cmd?$read_files )
		{
		pending_files[cmd$uid] = set();

		for ( read_file in cmd$read_files )
			add pending_files[cmd$uid][read_file];
		}

	local config_strings: table[string] of string = {
		["stdin"] = cmd$stdin,
		["read_stderr"] = "1",
	};

	Input::add_event(Input::EventDescription($name=cmd$uid, $source=fmt("%s |", cmd$cmd),
	                                         $reader=Input::READER_RAW, $mode=Input::STREAM,
	                                         $fields=OneLine, $ev=Exec::line, $want_record=F,
	                                         $config=config_strings));

	return when [cmd] ( cmd$uid !in pending_commands )
		{
		local result = results[cmd$uid];
		delete results[cmd$uid];

		if ( cmd$uid in pending_files )
			delete pending_files[cmd$uid];

		return result;
		}
	}
