##! What puts rules into effect: a switch, a firewall, or this monitor itself.

@load ./types

module NetControl;

export {
	## A plugin as it is used.
	type PluginState: record {
		## Its settings.
		config: table[string] of string &default=table();
		## Its number, its priority, and whether it is ready; kept by the framework.
		_id: count &optional;
		_priority: int &default=+0;
		_activated: bool &default=F;
	};

	## What a plugin can do.
	type Plugin: record {
		## Its name.
		name: function(state: PluginState): string;
		## Whether it ends rules by itself when their time is over.
		can_expire: bool;
		## Makes it ready; it calls NetControl::plugin_activated when it is.
		init: function(state: PluginState) &optional;
		## The run ends.
		done: function(state: PluginState) &optional;
		## Takes a rule; F if it cannot. NetControl::rule_added or another event tells the outcome.
		add_rule: function(state: PluginState, r: Rule): bool &optional;
		## Takes a rule back.
		remove_rule: function(state: PluginState, r: Rule, reason: string): bool &optional;
	};

	redef record PluginState += {
		## What it can do.
		plugin: Plugin &optional;
	};
}
