##! A plugin that writes into openflow.log what it would have asked of a switch.

@load base/frameworks/openflow/main
@load base/frameworks/logging

module OpenFlow;

export {
	redef enum Plugin += {
		## This one.
		OFLOG,
	};

	redef enum Log::ID += { LOG };

	## Decides what goes into openflow.log.
	global log_policy: Log::PolicyHook;

	redef record ControllerState += {
		## The number of the switch.
		log_dpid: count &optional;
		## Whether OpenFlow::flow_mod_success follows.
		log_success_event: bool &optional;
	};

	## A line of openflow.log.
	type Info: record {
		ts: time &log;
		## The number of the switch.
		dpid: count &log;
		## The packets.
		match: ofp_match &log;
		## What is done with them.
		flow_mod: ofp_flow_mod &log;
	};

	## A line that is about to be written.
	global log_openflow: event(rec: Info);

	## A switch of this number that exists in the log only.
	global log_new: function(dpid: count, success_event: bool &default=T): Controller;
}

event zeek_init() &priority=5
	{
	Log::create_stream(LOG, [$columns=Info, $ev=log_openflow, $path="openflow", $policy=log_policy]);
	}

function log_flow_mod(state: ControllerState, match: ofp_match, flow_mod: ofp_flow_mod): bool
	{
	Log::write(LOG, Info($ts=network_time(), $dpid=state$log_dpid, $match=match, $flow_mod=flow_mod));

	if ( state$log_success_event )
		event OpenFlow::flow_mod_success(state$_name, match, flow_mod);

	return T;
	}

function log_describe(state: ControllerState): string
	{
	return fmt("Log-%d", state$log_dpid);
	}

function log_new(dpid: count, success_event: bool): Controller
	{
	local controller = Controller($state=ControllerState($log_dpid=dpid, $log_success_event=success_event),
	                              $supports_flow_removed=F, $describe=log_describe, $flow_mod=log_flow_mod);
	register_controller(OFLOG, cat(dpid), controller);
	return controller;
	}
