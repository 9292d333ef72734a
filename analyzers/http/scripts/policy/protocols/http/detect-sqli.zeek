##! The name that detect-sql-injection had up to Zeek 6.

@load ./detect-sql-injection
