##! Dropping: the traffic of a host or a connection goes nowhere.

@load ./main

module NetControl;

export {
	redef enum Log::ID += { DROP_LOG };

	## Decides over each line of netcontrol_drop.log.
	global log_policy_drop: Log::PolicyHook;

	## Drops the traffic of a host, or of a connection. Gives the id of the rule, or "".
	global drop_address: function(a: addr, t: interval, location: string &default=""): string;
	global drop_connection: function(c: conn_id, t: interval, location: string &default=""): string;

	## A line of netcontrol_drop.log.
	type DropInfo: record {
		## When it was asked for.
		ts: time &log;
		## The rule.
		rule_id: string &log;
		## The host, or the originator of the connection.
		orig_h: addr &log;
		## Its port.
		orig_p: port &log &optional;
		## The responder.
		resp_h: addr &log &optional;
		## Its port.
		resp_p: port &log &optional;
		## For how long.
		expire: interval &log;
		## Why.
		location: string &log &optional;
	};

	## Decides over a rule before it is added; may change it.
	global drop_rule_policy: hook(r: Rule);

	## Raised with each line of netcontrol_drop.log.
	global log_netcontrol_drop: event(rec: DropInfo);
}

event zeek_init() &priority=5
	{
	Log::create_stream(DROP_LOG, Log::Stream($columns=DropInfo, $ev=log_netcontrol_drop, $path="netcontrol_drop",
	                                         $policy=log_policy_drop));
	}

# Adds the rule and tells so in the line, whose time and rule are to be filled in.
function drop_entity(e: Entity, info: DropInfo): string
	{
	local r = Rule($ty=DROP, $target=FORWARD, $entity=e, $expire=info$expire,
	               $location=info?$location ? info$location : "");

	if ( ! hook NetControl::drop_rule_policy(r) )
		return "";

	info$rule_id = add_rule(r);

	if ( info$rule_id != "" )
		Log::write(DROP_LOG, info);

	return info$rule_id;
	}

function drop_connection(c: conn_id, t: interval, location: string): string
	{
	local info = DropInfo($ts=network_time(), $rule_id="", $orig_h=c$orig_h, $orig_p=c$orig_p, $resp_h=c$resp_h,
	                      $resp_p=c$resp_p, $expire=t);

	if ( location != "" )
		info$location = location;

	return drop_entity(Entity($ty=CONNECTION, $conn=c), info);
	}

function drop_address(a: addr, t: interval, location: string): string
	{
	local info = DropInfo($ts=network_time(), $rule_id="", $orig_h=a, $expire=t);

	if ( location != "" )
		info$location = location;

	return drop_entity(Entity($ty=ADDRESS, $ip=addr_to_subnet(a)), info);
	}
