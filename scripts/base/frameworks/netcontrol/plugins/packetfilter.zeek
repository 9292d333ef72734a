##! A plugin that makes this monitor ignore packets of networks. It knows neither ports nor hardware addresses.

@load ../plugin
@load ../main

module NetControl;

export {
	## The plugin.
	global create_packetfilter: function(): PluginState;
}

function packetfilter_check_rule(r: Rule): bool
	{
	if ( r$ty != DROP || r$target != MONITOR )
		return F;

	if ( r$entity$ty == ADDRESS )
		return T;

	if ( r$entity$ty != FLOW )
		return F;

	local f = r$entity$flow;
	return ! ( f?$src_p || f?$dst_p || f?$src_m || f?$dst_m );
	}

# The source and the destination of what is ignored.
function packetfilter_ends(e: Entity): Flow
	{
	return e$ty == ADDRESS ? Flow($src_h=e$ip, $dst_h=e$ip) : e$flow;
	}

function packetfilter_add_rule(p: PluginState, r: Rule): bool
	{
	if ( ! packetfilter_check_rule(r) )
		return F;

	local ends = packetfilter_ends(r$entity);

	if ( ends?$src_h )
		install_src_net_filter(ends$src_h, 0, 1.0);

	if ( ends?$dst_h )
		install_dst_net_filter(ends$dst_h, 0, 1.0);

	event NetControl::rule_added(r, p);
	return T;
	}

function packetfilter_remove_rule(p: PluginState, r: Rule, reason: string): bool
	{
	if ( ! packetfilter_check_rule(r) )
		return F;

	local ends = packetfilter_ends(r$entity);

	if ( ends?$src_h )
		uninstall_src_net_filter(ends$src_h);

	if ( ends?$dst_h )
		uninstall_dst_net_filter(ends$dst_h);

	event NetControl::rule_removed(r, p);
	return T;
	}

function packetfilter_name(p: PluginState): string
	{
	return "Packetfilter";
	}

global packetfilter_plugin = Plugin($name=packetfilter_name, $can_expire=F, $add_rule=packetfilter_add_rule,
                                    $remove_rule=packetfilter_remove_rule);

function create_packetfilter(): PluginState
	{
	return PluginState($plugin=packetfilter_plugin);
	}
