##! pe.log: a line for each Windows executable that was seen.

@load base/frameworks/files
@load base/frameworks/logging
@load ./consts

module PE;

export {
	redef enum Log::ID += { LOG };

	## A line of pe.log.
	type Info: record {
		## When the file was first seen.
		ts: time &log;
		## Unique name of the file.
		id: string &log;
		## The machine that it is for.
		machine: string &log &optional;
		## When it was made, as it says itself.
		compile_ts: time &log &optional;
		## The system that it needs.
		os: string &log &optional;
		## What it needs around it.
		subsystem: string &log &optional;
		## It is a program or a library, not an object file.
		is_exe: bool &log &default=T;
		## It is for 64 bits.
		is_64bit: bool &log &default=T;
		## It may be loaded anywhere.
		uses_aslr: bool &log &default=F;
		## Its data are not executable.
		uses_dep: bool &log &default=F;
		## Its signature has to be right.
		uses_code_integrity: bool &log &default=F;
		## It handles exceptions.
		uses_seh: bool &log &default=T;
		## It has a table of imports.
		has_import_table: bool &log &optional;
		## It has a table of exports.
		has_export_table: bool &log &optional;
		## It has a table of certificates.
		has_cert_table: bool &log &optional;
		## It has data for debuggers.
		has_debug_data: bool &log &optional;
		## Its sections, in their order.
		section_names: vector of string &log &optional;
	};

	## Raised with each line of the log.
	global log_pe: event(rec: Info);

	## Decides over each line of the log.
	global log_policy: Log::PolicyHook;

	## Makes the line of a file.
	global set_file: hook(f: fa_file);
}

redef record fa_file += {
	## The line of the file.
	pe: Info &optional;
};

const pe_mime_types = { "application/x-dosexec" };

event zeek_init() &priority=5
	{
	Files::register_for_mime_types(Files::ANALYZER_PE, pe_mime_types);
	Log::create_stream(LOG, Log::Stream($columns=Info, $ev=log_pe, $path="pe", $policy=log_policy));
	}

hook set_file(f: fa_file) &priority=5
	{
	if ( ! f?$pe )
		f$pe = Info($ts=f$info$ts, $id=f$id);
	}

event pe_dos_header(f: fa_file, h: DOSHeader) &priority=5
	{
	hook set_file(f);
	}

event pe_file_header(f: fa_file, h: FileHeader) &priority=5
	{
	hook set_file(f);

	f$pe$machine = machine_types[h$machine];
	f$pe$compile_ts = h$ts;
	f$pe$is_exe = h$optional_header_size > 0;
	}

event pe_optional_header(f: fa_file, h: OptionalHeader) &priority=5
	{
	hook set_file(f);

	local info = f$pe;
	info$os = os_versions[h$os_version_major, h$os_version_minor];
	info$subsystem = windows_subsystems[h$subsystem];
	info$is_64bit = h$magic == 0x20b;

	local flags = h$dll_characteristics;
	info$uses_aslr = 0x40 in flags;
	info$uses_code_integrity = 0x80 in flags;
	info$uses_dep = 0x100 in flags;
	info$uses_seh = 0x400 !in flags;

	local sizes = h$table_sizes;
	info$has_export_table = |sizes| > 0 && sizes[0] > 0;
	info$has_import_table = |sizes| > 1 && sizes[1] > 0;
	info$has_cert_table = |sizes| > 4 && sizes[4] > 0;
	info$has_debug_data = |sizes| > 6 && sizes[6] > 0;
	}

event pe_section_header(f: fa_file, h: SectionHeader) &priority=5
	{
	hook set_file(f);

	if ( ! f$pe?$section_names )
		f$pe$section_names = vector();

	f$pe$section_names += h$name;
	}

event file_state_remove(f: fa_file) &priority=-5
	{
	if ( f?$pe && f$pe?$machine )
		Log::write(LOG, f$pe);
	}
