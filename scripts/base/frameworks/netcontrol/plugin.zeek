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

	## A plugin is ready.
	global plugin_activated: function(p: PluginState);
}

# A plugin for a program that rules cannot reach from here: it says so once, and takes no rule, so that the other plugins go on.
function out_of_reach(what: string): Plugin
	{
	return Plugin($name=function[what](state: PluginState): string { return what; },
		$can_expire=F,
		$init=function[what](state: PluginState)
			{
			Reporter::warning(fmt("NetControl: %s is out of reach, since there are no messages to programs outside; its rules are not carried out", what));
			plugin_activated(state);
			},
		$add_rule=function(state: PluginState, r: Rule): bool { return F; },
		$remove_rule=function(state: PluginState, r: Rule, reason: string): bool { return F; });
	}
