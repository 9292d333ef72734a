##! Lines of a file, or of what a command prints: a source that ends in "|" is a command. The config
##! table may hold: stdin (a string for the command), read_stderr ("1": lines come with a flag),
##! force_kill ("1": a command that still runs when the stream ends is killed), offset (where to begin).

module InputRaw;

export {
	## Separator of lines.
	const record_separator = "\n" &redef;

	## A command has ended: by itself with exit_code, or by a signal.
	global process_finished: event(name: string, source: string, exit_code: count, signal_exit: bool);
}
