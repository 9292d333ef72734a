##! Settings of what watches the output of nodes.

module Management::Supervisor;

export {
	## The topic of its messages.
	const topic_prefix = "zeek/management/supervisor" &redef;

	## Print what nodes print.
	const print_stdout = F &redef;
	const print_stderr = F &redef;

	## How many lines are kept for when a node ends.
	const output_max_lines: count = 100 &redef;
}
