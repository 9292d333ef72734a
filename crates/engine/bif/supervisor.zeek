##! Processes under supervision.

module Supervisor;

export {
	global __create: function(node: Supervisor::NodeConfig): string;

	global __destroy: function(node: string): bool;

	global __is_supervised: function(): bool;

	global __is_supervisor: function(): bool;

	global __node: function(): Supervisor::NodeConfig;

	global __restart: function(node: string): bool;

	global __status: function(node: string): Supervisor::Status;

	global __stem_pid: function(): int;
}
