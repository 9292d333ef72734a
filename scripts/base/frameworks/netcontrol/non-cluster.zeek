##! Rules in a process alone: it has all plugins itself.

@load ./main

module NetControl;

# The time of a rule is over at a plugin that does not see to it itself.
global rule_expire: event(r: Rule, p: PluginState);

function activate(p: PluginState, priority: int)
	{
	activate_impl(p, priority);
	}

function add_rule(r: Rule): string
	{
	return add_rule_impl(r);
	}

function delete_rule(id: string, reason: string): bool
	{
	return delete_rule_impl(id, reason);
	}

function remove_rule(id: string, reason: string): bool
	{
	return remove_rule_impl(id, reason);
	}

event NetControl::rule_expire(r: Rule, p: PluginState) &priority=-5
	{
	rule_expire_impl(r, p);
	}

function begin_expiry(r: Rule, p: PluginState)
	{
	if ( r?$expire && r$expire > 0 sec && ! p$plugin$can_expire )
		schedule r$expire { NetControl::rule_expire(r, p) };
	}

event NetControl::rule_added(r: Rule, p: PluginState, msg: string) &priority=5
	{
	rule_added_impl(r, p, F, msg);
	begin_expiry(r, p);
	}

event NetControl::rule_exists(r: Rule, p: PluginState, msg: string) &priority=5
	{
	rule_added_impl(r, p, T, msg);
	begin_expiry(r, p);
	}

event NetControl::rule_removed(r: Rule, p: PluginState, msg: string) &priority=-5
	{
	rule_removed_impl(r, p, msg);
	}

event NetControl::rule_timeout(r: Rule, i: FlowInfo, p: PluginState) &priority=-5
	{
	rule_timeout_impl(r, i, p);
	}

event NetControl::rule_error(r: Rule, p: PluginState, msg: string) &priority=-5
	{
	rule_error_impl(r, p, msg);
	}
