##! Stores in SQLite databases: in a file, or in memory.

@load base/frameworks/storage/main

module Storage::Backend::SQLite;

export {
	## Settings of such a store.
	type Options: record {
		## The file, which is made when it is not there; ":memory:" is a store that ends with the run.
		database_path: string;
		## The table of the database; several stores may share a database.
		table_name: string;
		## How long an operation waits while another process writes.
		busy_timeout: interval &default=5 sec;
		## PRAGMA commands that are carried out when the store is opened.
		pragma_commands: table[string] of string &ordered &default=table(
			["quick_check"] = "",
			["journal_mode"] = "WAL",
			["synchronous"] = "normal",
			["temp_store"] = "memory") &ordered;
		## How long those commands may take, and how long to wait before one is tried again.
		pragma_timeout: interval &default=500 msec;
		pragma_wait_on_busy: interval &default=5 msec;
	};
}

redef record Storage::BackendOptions += {
	sqlite: Storage::Backend::SQLite::Options &optional;
};
