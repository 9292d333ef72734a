##! Hosts that ask devices over Modbus, and hosts that answer, once a day each, in known_modbus.log.

@load base/frameworks/logging
@load base/protocols/modbus

module Known;

export {
	redef enum Log::ID += { MODBUS_LOG };

	## Decides over each line of known_modbus.log.
	global log_policy_modbus: Log::PolicyHook;

	## What a host does.
	type ModbusDeviceType: enum {
		## It asks.
		MODBUS_MASTER,
		## It answers.
		MODBUS_SLAVE,
	};

	## A line of known_modbus.log.
	type ModbusInfo: record {
		## When the host was seen.
		ts: time &log;
		## The host.
		host: addr &log;
		## What it does.
		device_type: ModbusDeviceType &log;
	};

	## The hosts that were told.
	global modbus_nodes: set[addr, ModbusDeviceType] &create_expire=1 day &redef;

	## Raised with each line of known_modbus.log.
	global log_known_modbus: event(rec: ModbusInfo);
}

event zeek_init() &priority=5
	{
	Log::create_stream(MODBUS_LOG, Log::Stream($columns=ModbusInfo, $ev=log_known_modbus, $path="known_modbus",
	                                           $policy=log_policy_modbus));
	}

function tell_modbus_node(host: addr, device_type: ModbusDeviceType)
	{
	if ( [host, device_type] in modbus_nodes )
		return;

	add modbus_nodes[host, device_type];
	Log::write(MODBUS_LOG, ModbusInfo($ts=network_time(), $host=host, $device_type=device_type));
	}

event modbus_message(c: connection, headers: ModbusHeaders, is_orig: bool)
	{
	tell_modbus_node(c$id$orig_h, MODBUS_MASTER);
	tell_modbus_node(c$id$resp_h, MODBUS_SLAVE);
	}
