##! What rules are made of.

module NetControl;

export {
	## The priority of rules that say none.
	option default_priority: int = +0;

	## The priority of what lets traffic pass.
	option whitelist_priority: int = +5;

	## What a rule is about.
	type EntityType: enum {
		## A host or a network.
		ADDRESS,
		## A connection, both directions.
		CONNECTION,
		## One direction; parts that are not set are any.
		FLOW,
		## A hardware address.
		MAC,
	};

	## One direction of traffic.
	type Flow: record {
		src_h: subnet &optional;
		src_p: port &optional;
		dst_h: subnet &optional;
		dst_p: port &optional;
		src_m: string &optional;
		dst_m: string &optional;
	};

	## The traffic that a rule is about.
	type Entity: record {
		## Which of the fields holds.
		ty: EntityType;
		conn: conn_id &optional;
		flow: Flow &optional;
		ip: subnet &optional;
		mac: string &optional;
	};

	## Who does not get the traffic.
	type TargetType: enum {
		## Those it is sent to.
		FORWARD,
		## This monitor.
		MONITOR,
	};

	## What is done with the traffic.
	type RuleType: enum {
		## It goes nowhere.
		DROP,
		## It is changed.
		MODIFY,
		## It is sent to another port of the switch.
		REDIRECT,
		## It passes, whatever other rules say.
		WHITELIST,
	};

	## What is changed.
	type FlowMod: record {
		src_h: addr &optional;
		src_p: count &optional;
		dst_h: addr &optional;
		dst_p: count &optional;
		src_m: string &optional;
		dst_m: string &optional;
		redirect_port: count &optional;
	};

	## A rule.
	type Rule: record {
		## What is done.
		ty: RuleType;
		## To whom.
		target: TargetType;
		## With which traffic.
		entity: Entity;
		## For how long; 0 or not set: until it is removed.
		expire: interval &optional;
		## Higher ones win.
		priority: int &default=default_priority;
		## Why, in words.
		location: string &optional;
		## The port to which a REDIRECT sends.
		out_port: count &optional;
		## What a MODIFY changes.
		mod: FlowMod &optional;
		## Its name, given when it is added.
		id: string &default="";
		## Its number, given when it is added.
		cid: count &default=0;
	};

	## What a switch tells of a flow.
	type FlowInfo: record {
		## How long the rule was there.
		duration: interval &optional;
		## Packets and bytes it was about.
		packet_count: count &optional;
		byte_count: count &optional;
	};
}
