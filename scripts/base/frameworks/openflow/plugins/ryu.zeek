##! A plugin for the controller Ryu, through its REST interface (ofctl_rest).

@load base/frameworks/openflow/main
@load base/utils/active-http
@load base/utils/exec
@load base/utils/json

module OpenFlow;

export {
	redef enum Plugin += {
		## This one.
		RYU,
	};

	redef record ControllerState += {
		## Where Ryu listens.
		ryu_host: addr &optional;
		ryu_port: count &optional;
		## The number of the switch.
		ryu_dpid: count &optional;
		## Print what would be sent, and send nothing.
		ryu_debug: bool &default=F;
	};

	## A switch behind Ryu.
	global ryu_new: function(host: addr, host_port: count, dpid: count): Controller;
}

# Paths of the interface.
const RYU_FLOWENTRY_PATH = "/stats/flowentry/";

const ryu_url: table[ofp_flow_mod_command] of string = {
	[OFPFC_ADD] = "add",
	[OFPFC_MODIFY] = "modify",
	[OFPFC_MODIFY_STRICT] = "modify_strict",
	[OFPFC_DELETE] = "delete",
	[OFPFC_DELETE_STRICT] = "delete_strict",
};

# An action as Ryu reads it; leading underscores are left out there, since the names are words of the language.
type ryu_flow_action: record {
	_type: string;
	_port: count &optional;
};

# A change as Ryu reads it.
type ryu_ofp_flow_mod: record {
	dpid: count;
	cookie: count &optional;
	cookie_mask: count &optional;
	table_id: count &optional;
	idle_timeout: count &optional;
	hard_timeout: count &optional;
	priority: count &optional;
	flags: count &optional;
	match: ofp_match;
	actions: vector of ryu_flow_action;
	out_port: count &optional;
	out_group: count &optional;
};

function ryu_request(state: ControllerState, path: string): ActiveHTTP::Request
	{
	local host = is_v6_addr(state$ryu_host) ? fmt("[%s]", state$ryu_host) : cat(state$ryu_host);
	return ActiveHTTP::Request($url=fmt("http://%s:%d%s%s", host, state$ryu_port, RYU_FLOWENTRY_PATH, path));
	}

function ryu_flow_mod(state: ControllerState, match: ofp_match, flow_mod: ofp_flow_mod): bool
	{
	local mod = ryu_ofp_flow_mod($dpid=state$ryu_dpid, $cookie=flow_mod$cookie, $idle_timeout=flow_mod$idle_timeout,
	                             $hard_timeout=flow_mod$hard_timeout, $priority=flow_mod$priority, $flags=flow_mod$flags,
	                             $match=match, $actions=vector());

	for ( i, out_port in flow_mod$actions$out_ports )
		mod$actions += ryu_flow_action($_type="OUTPUT", $_port=out_port);

	if ( flow_mod?$table_id )
		mod$table_id = flow_mod$table_id;

	if ( flow_mod?$out_port )
		mod$out_port = flow_mod$out_port;

	if ( flow_mod?$out_group )
		mod$out_group = flow_mod$out_group;

	local request = ryu_request(state, ryu_url[flow_mod$command]);
	request$method = "POST";
	request$client_data = to_json(mod, F, /^_/);

	if ( state$ryu_debug )
		{
		print request$url, request$client_data;
		event OpenFlow::flow_mod_success(state$_name, match, flow_mod);
		return T;
		}

	when [state, match, flow_mod, request] ( local result = ActiveHTTP::request(request) )
		{
		if ( result$code == 200 )
			event OpenFlow::flow_mod_success(state$_name, match, flow_mod, result?$body ? result$body : "");
		else
			{
			local why = result?$body ? result$body : result$msg;
			Reporter::warning(fmt("OpenFlow: Ryu did not change the flow: %s", why));
			event OpenFlow::flow_mod_failure(state$_name, match, flow_mod, why);
			}
		}

	return T;
	}

function ryu_flow_clear(state: ControllerState): bool
	{
	local request = ryu_request(state, fmt("clear/%d", state$ryu_dpid));
	request$method = "DELETE";

	if ( state$ryu_debug )
		{
		print request$url, request$method;
		return T;
		}

	when [request] ( local result = ActiveHTTP::request(request) )
		{
		if ( result$code != 200 )
			Reporter::warning(fmt("OpenFlow: Ryu did not remove the flows of %s", request$url));
		}

	return T;
	}

function ryu_describe(state: ControllerState): string
	{
	return fmt("Ryu-%s:%d-%d", state$ryu_host, state$ryu_port, state$ryu_dpid);
	}

function ryu_new(host: addr, host_port: count, dpid: count): Controller
	{
	local controller = Controller($state=ControllerState($ryu_host=host, $ryu_port=host_port, $ryu_dpid=dpid),
	                              $supports_flow_removed=F, $describe=ryu_describe,
	                              $flow_mod=ryu_flow_mod, $flow_clear=ryu_flow_clear);
	register_controller(RYU, cat(host, host_port, dpid), controller);
	return controller;
	}
