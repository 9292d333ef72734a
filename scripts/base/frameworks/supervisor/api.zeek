##! A process that starts the nodes of a cluster and sees to it that they go on running.

module Supervisor;

export {
	## Starts a node. "" on success, or what is wrong.
	global create: function(node: NodeConfig): string;

	## What is known of a node, or of all.
	global status: function(node: string &default=""): Status;

	## Starts a node, or all, anew.
	global restart: function(node: string &default=""): bool;

	## Ends a node, or all.
	global destroy: function(node: string &default=""): bool;

	## Whether this process is the one that starts nodes.
	global is_supervisor: function(): bool;

	## Whether this process was started by one.
	global is_supervised: function(): bool;

	## The settings with which this process was started.
	global node: function(): NodeConfig;

	## Each line that a node prints.
	global stdout_hook: hook(node: string, msg: string);
	global stderr_hook: hook(node: string, msg: string);
}

function create(node: NodeConfig): string
	{
	return __create(node);
	}

function status(node: string): Status
	{
	return __status(node);
	}

function restart(node: string): bool
	{
	return __restart(node);
	}

function destroy(node: string): bool
	{
	return __destroy(node);
	}

function is_supervisor(): bool
	{
	return __is_supervisor();
	}

function is_supervised(): bool
	{
	return __is_supervised();
	}

function node(): NodeConfig
	{
	return __node();
	}
