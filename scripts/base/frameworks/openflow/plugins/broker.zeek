##! A plugin that hands changes to other programs over Broker. The names are here, so that scripts load; those programs are out
##! of reach.

@load base/frameworks/openflow/main

module OpenFlow;

export {
	redef enum Plugin += {
		## This one.
		BROKER,
	};

	redef record ControllerState += {
		## Where the program is, and which switch it is about.
		broker_host: addr &optional;
		broker_port: port &optional;
		broker_dpid: count &optional;
		broker_topic: string &optional;
	};

	## A switch behind another program.
	global broker_new: function(name: string, host: addr, host_port: port, topic: string, dpid: count): Controller;

	## What the program is asked for.
	global broker_flow_mod: event(name: string, dpid: count, match: ofp_match, flow_mod: ofp_flow_mod);

	## It is to remove all flows.
	global broker_flow_clear: event(name: string, dpid: count);
}

function broker_describe(state: ControllerState): string
	{
	return fmt("Broker-%s:%s-%d", state$broker_host, state$broker_port, state$broker_dpid);
	}

function broker_flow_mod_fun(state: ControllerState, match: ofp_match, flow_mod: ofp_flow_mod): bool
	{
	return F;
	}

function broker_flow_clear_fun(state: ControllerState): bool
	{
	return F;
	}

function broker_init(state: ControllerState)
	{
	Reporter::warning(fmt("OpenFlow: %s is out of reach, since there are no messages to programs outside; its flows do not change", broker_describe(state)));
	controller_init_done(lookup_controller(state$_name)[0]);
	}

function broker_new(name: string, host: addr, host_port: port, topic: string, dpid: count): Controller
	{
	local state = ControllerState($broker_host=host, $broker_port=host_port, $broker_dpid=dpid, $broker_topic=topic);
	local controller = Controller($state=state, $supports_flow_removed=T, $describe=broker_describe, $init=broker_init,
	                              $flow_mod=broker_flow_mod_fun, $flow_clear=broker_flow_clear_fun);
	register_controller(BROKER, name, controller);
	return controller;
	}
