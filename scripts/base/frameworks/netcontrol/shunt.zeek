##! Shunting: this monitor does not get a flow any more, the network does.

@load ./main

module NetControl;

export {
	redef enum Log::ID += { SHUNT };

	## Decides over each line of netcontrol_shunt.log.
	global log_policy_shunt: Log::PolicyHook;

	## Shunts a flow. Gives the id of the rule, or "".
	global shunt_flow: function(f: flow_id, t: interval, location: string &default=""): string;

	## A line of netcontrol_shunt.log.
	type ShuntInfo: record {
		## When it was asked for.
		ts: time &log;
		## The rule.
		rule_id: string &log;
		## The flow.
		f: flow_id &log;
		## For how long.
		expire: interval &log;
		## Why.
		location: string &log &optional;
	};

	## Raised with each line of netcontrol_shunt.log.
	global log_netcontrol_shunt: event(rec: ShuntInfo);
}

event zeek_init() &priority=5
	{
	Log::create_stream(SHUNT, Log::Stream($columns=ShuntInfo, $ev=log_netcontrol_shunt, $path="netcontrol_shunt",
	                                      $policy=log_policy_shunt));
	}

function shunt_flow(f: flow_id, t: interval, location: string): string
	{
	local id = add_rule(Rule($ty=DROP, $target=MONITOR, $entity=flow_entity(f), $expire=t, $location=location));

	if ( id == "" )
		return id;

	local info = ShuntInfo($ts=network_time(), $rule_id=id, $f=f, $expire=t);

	if ( location != "" )
		info$location = location;

	Log::write(SHUNT, info);
	return id;
	}
