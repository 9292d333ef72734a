##! How much memory state may take that others can make grow at will. What is over a budget goes: of
##! connections the one that nobody answered, or else the one longest silent of a few looked at; of
##! streams with holes the lowest hole, as if its data was lost; of unfinished datagrams the oldest.
##! budget_spent tells of it.

module Budget;

export {
	## Connections at a time; 0 for no limit.
	const max_connections: count = 500000 &redef;

	## Bytes that wait behind a hole, in one direction of one connection.
	const max_reassembly_bytes_per_stream: count = 16777216 &redef;

	## Bytes that wait behind holes in all connections together.
	const max_reassembly_bytes: count = 268435456 &redef;

	## Datagrams of which fragments are missing.
	const max_fragmented_datagrams: count = 65536 &redef;

	## Bytes of all unfinished datagrams together, bookkeeping included.
	const max_fragment_bytes: count = 67108864 &redef;

	## The least time between two tellings about one budget.
	const report_interval = 1 min &redef;
}
