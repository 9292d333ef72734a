##! A plugin that prints what it is asked for.

@load ../plugin
@load ../main

module NetControl;

export {
	## Takes all rules, or none.
	global create_debug: function(do_something: bool, name: string &default=""): PluginState;

	## Takes all rules, and says that something went wrong.
	global create_debug_error: function(name: string): PluginState;

	## Takes all rules, and says that they were in effect before.
	global create_debug_exists: function(name: string): PluginState;
}

function do_something(p: PluginState): bool
	{
	return p$config["all"] == "1";
	}

function debug_name(p: PluginState): string
	{
	return p$config["name"];
	}

function debug_log(p: PluginState, msg: string)
	{
	print fmt("netcontrol debug (%s): %s", debug_name(p), msg);
	}

function debug_init(p: PluginState)
	{
	debug_log(p, "init");
	plugin_activated(p);
	}

function debug_done(p: PluginState)
	{
	debug_log(p, "done");
	}

function debug_add_rule(p: PluginState, r: Rule): bool
	{
	debug_log(p, fmt("add_rule: %s", r));

	if ( ! do_something(p) )
		return F;

	event NetControl::rule_added(r, p);
	return T;
	}

function debug_add_rule_error(p: PluginState, r: Rule): bool
	{
	event NetControl::rule_error(r, p, p$config["name"]);
	return T;
	}

function debug_add_rule_exists(p: PluginState, r: Rule): bool
	{
	event NetControl::rule_exists(r, p, p$config["name"]);
	return T;
	}

function debug_remove_rule(p: PluginState, r: Rule, reason: string): bool
	{
	debug_log(p, fmt("remove_rule (%s): %s", reason, r));
	event NetControl::rule_removed(r, p);
	return T;
	}

global debug_plugin = Plugin($name=debug_name, $can_expire=F, $init=debug_init, $done=debug_done,
                             $add_rule=debug_add_rule, $remove_rule=debug_remove_rule);

function create_debug(do_something: bool, name: string): PluginState
	{
	local all = do_something ? "1" : "0";
	local kind = do_something ? "All" : "None";
	return PluginState($plugin=debug_plugin,
	                   $config=table(["all"] = all, ["name"] = name == "" ? fmt("Debug-%s", kind) : name));
	}

function create_debug_error(name: string): PluginState
	{
	local p = copy(create_debug(F, name));
	p$plugin$add_rule = debug_add_rule_error;
	return p;
	}

function create_debug_exists(name: string): PluginState
	{
	local p = copy(create_debug(F, name));
	p$plugin$add_rule = debug_add_rule_exists;
	return p;
	}
