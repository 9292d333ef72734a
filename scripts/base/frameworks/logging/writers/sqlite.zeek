##! Logs as tables of a SQLite database: the path of a filter is the database, the setting "tablename"
##! of its config names the table.

module LogSQLite;

export {
	## How a database is flushed to disk.
	type SQLiteSynchronous: enum {
		SQLITE_SYNCHRONOUS_DEFAULT,
		SQLITE_SYNCHRONOUS_OFF,
		SQLITE_SYNCHRONOUS_NORMAL,
		SQLITE_SYNCHRONOUS_FULL,
		SQLITE_SYNCHRONOUS_EXTRA,
	};

	## How a database keeps its journal.
	type SQLiteJournalMode: enum {
		SQLITE_JOURNAL_MODE_DEFAULT,
		SQLITE_JOURNAL_MODE_DELETE,
		SQLITE_JOURNAL_MODE_TRUNCATE,
		SQLITE_JOURNAL_MODE_PERSIST,
		SQLITE_JOURNAL_MODE_MEMORY,
		SQLITE_JOURNAL_MODE_WAL,
		SQLITE_JOURNAL_MODE_OFF,
	};

	## Separator of the elements of sets and vectors.
	const set_separator = Log::set_separator &redef;

	## What stands for a container without contents.
	const empty_field = Log::empty_field &redef;

	## What stands for a field that is not set, inside containers.
	const unset_field = Log::unset_field &redef;

	## How databases are flushed to disk.
	const synchronous: SQLiteSynchronous = SQLITE_SYNCHRONOUS_DEFAULT &redef;

	## How databases keep their journals.
	const journal_mode: SQLiteJournalMode = SQLITE_JOURNAL_MODE_DEFAULT &redef;
}
