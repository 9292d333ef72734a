##! What watches the output of nodes. Nodes are started and watched by the command line here.

@load base/utils/queue
@load ./api
@load ./config

module Management::Supervisor;

export {
	## What a node has printed of late, and where the rest goes.
	type NodeOutputStreams: record {
		stdout: Queue::Queue;
		stderr: Queue::Queue;
		stdout_file: file &optional;
		stderr_file: file &optional;
	};
}

global g_outputs: table[string] of NodeOutputStreams;

function make_node_output_streams(node: string): NodeOutputStreams
	{
	local lines = Queue::Settings($max_len=output_max_lines);
	return NodeOutputStreams($stdout=Queue::init(lines), $stderr=Queue::init(lines));
	}
