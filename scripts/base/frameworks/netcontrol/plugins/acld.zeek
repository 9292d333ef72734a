##! A plugin for acld, which keeps access lists of routers. The names are here, so that scripts load; the program is out of reach.

@load ../main
@load ../plugin

module NetControl;

export {
	## Where acld is, and which rules go to it.
	type AcldConfig: record {
		acld_topic: string;
		acld_host: addr;
		acld_port: port;
		monitor: bool &default=F;
		forward: bool &default=T;
		check_pred: function(p: PluginState, r: Rule): bool &optional;
	};

	## A rule as acld reads it.
	type AclRule: record {
		## What is done: drop, nullzero, permit and so on, each with an opposite.
		command: string;
		cookie: count;
		## With whom.
		arg: string;
		comment: string &optional;
	};

	redef record PluginState += {
		acld_config: AcldConfig &optional;
		## The number of the program.
		acld_id: count &optional;
	};

	## Decides over a rule before it is sent, and may change it.
	global acld_rule_policy: hook(p: PluginState, r: Rule, ar: AclRule);

	## What acld is asked for, and what it answers.
	global acld_add_rule: event(id: count, r: Rule, ar: AclRule);
	global acld_remove_rule: event(id: count, r: Rule, ar: AclRule);
	global acld_rule_added: event(id: count, r: Rule, msg: string);
	global acld_rule_removed: event(id: count, r: Rule, msg: string);
	global acld_rule_exists: event(id: count, r: Rule, msg: string);
	global acld_rule_error: event(id: count, r: Rule, msg: string);

	## The plugin.
	global create_acld: function(config: AcldConfig): PluginState;
}

function create_acld(config: AcldConfig): PluginState
	{
	return PluginState($plugin=out_of_reach(fmt("acld at %s:%s", config$acld_host, config$acld_port)), $acld_config=config);
	}
