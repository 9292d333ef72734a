##! What OpenFlow's messages are made of.

@load ./consts

module OpenFlow;

export {
	## The plugins; each adds its own.
	type Plugin: enum {
		## None.
		INVALID,
	};

	## Which packets a flow is about; what is not set is any.
	type ofp_match: record {
		## The port of the switch through which they come.
		in_port: count &optional &log;
		## Hardware addresses.
		dl_src: string &optional &log;
		dl_dst: string &optional &log;
		## VLAN and its priority.
		dl_vlan: count &optional &log;
		dl_vlan_pcp: count &optional &log;
		## What the frame carries.
		dl_type: count &optional &log;
		## Type of service, protocol, addresses.
		nw_tos: count &optional &log;
		nw_proto: count &optional &log;
		nw_src: subnet &optional &log;
		nw_dst: subnet &optional &log;
		## Ports.
		tp_src: count &optional &log;
		tp_dst: count &optional &log;
	};

	## What is done with packets. Without any port they are dropped.
	type ofp_flow_action: record {
		## The ports of the switch to which they go.
		out_ports: vector of count &default=vector() &log;
		## What they get in the place of what they have.
		vlan_vid: count &optional &log;
		vlan_pcp: count &optional &log;
		vlan_strip: bool &default=F &log;
		dl_src: string &optional &log;
		dl_dst: string &optional &log;
		nw_tos: count &optional &log;
		nw_src: addr &optional &log;
		nw_dst: addr &optional &log;
		tp_src: count &optional &log;
		tp_dst: count &optional &log;
	};

	## A change of flows.
	type ofp_flow_mod: record {
		## Whose flow it is; see OpenFlow::generate_cookie.
		cookie: count &log;
		## The table.
		table_id: count &optional &log;
		## What is done.
		command: ofp_flow_mod_command &log;
		## Seconds without a packet, and seconds at all, after which the flow goes; 0: never.
		idle_timeout: count &default=0 &log;
		hard_timeout: count &default=0 &log;
		## Higher ones win.
		priority: count &default=0 &log;
		## Where the flows that are deleted lead to.
		out_port: count &optional &log;
		out_group: count &optional &log;
		flags: count &default=0 &log;
		## What is done with the packets.
		actions: ofp_flow_action &default=ofp_flow_action() &log;
	};

	## What a plugin knows of its switch.
	type ControllerState: record {
		## Kept by the framework.
		_plugin: Plugin &optional;
		_name: string &optional;
		_activated: bool &default=F;
	};

	## A switch as scripts see it.
	type Controller: record {
		state: ControllerState;
		## Whether the switch tells of flows that are gone.
		supports_flow_removed: bool;
		## Its name for people.
		describe: function(state: ControllerState): string;
		## Makes it ready; it calls OpenFlow::controller_init_done when it is.
		init: function(state: ControllerState) &optional;
		## It is no longer needed.
		destroy: function(state: ControllerState) &optional;
		## Changes flows.
		flow_mod: function(state: ControllerState, match: ofp_match, flow_mod: ofp_flow_mod): bool &optional;
		## Removes all flows.
		flow_clear: function(state: ControllerState): bool &optional;
	};
}
