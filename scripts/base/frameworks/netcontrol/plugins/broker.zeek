##! A plugin that hands rules to other programs over Broker. The names are here, so that scripts load; those programs are out of reach.

@load ../main
@load ../plugin

module NetControl;

export {
	## Where the program is, and which rules go to it.
	type BrokerConfig: record {
		topic: string &optional;
		host: addr &optional;
		bport: port &optional;
		monitor: bool &default=T;
		forward: bool &default=T;
		check_pred: function(p: PluginState, r: Rule): bool &optional;
	};

	redef record PluginState += {
		broker_config: BrokerConfig &optional;
		## The number of the program.
		broker_id: count &optional;
	};

	## What the program is asked for, and what it answers.
	global broker_add_rule: event(id: count, r: Rule);
	global broker_remove_rule: event(id: count, r: Rule, reason: string);
	global broker_rule_added: event(id: count, r: Rule, msg: string);
	global broker_rule_removed: event(id: count, r: Rule, msg: string);
	global broker_rule_exists: event(id: count, r: Rule, msg: string);
	global broker_rule_error: event(id: count, r: Rule, msg: string);
	global broker_rule_timeout: event(id: count, r: Rule, i: FlowInfo);

	## The plugin.
	global create_broker: function(config: BrokerConfig, can_expire: bool): PluginState;
}

function create_broker(config: BrokerConfig, can_expire: bool): PluginState
	{
	local topic = config?$topic ? config$topic : "-";
	return PluginState($plugin=out_of_reach(fmt("the program at the topic %s", topic)), $broker_config=config);
	}
