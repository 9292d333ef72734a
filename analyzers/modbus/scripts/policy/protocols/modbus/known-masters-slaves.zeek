##! known_modbus.log: the masters and slaves of the local network, once a day.

@load base/protocols/modbus
@load base/utils/directions-and-hosts

module Known;

export {
	redef enum Log::ID += { MODBUS_LOG };

	## Which role a device plays.
	type ModbusDeviceType: enum {
		MODBUS_MASTER,
		MODBUS_SLAVE,
	};

	## A line of known_modbus.log.
	type ModbusInfo: record {
		## When the device was found.
		ts: time &log;
		## Its address.
		host: addr &log;
		## Its role.
		device_type: ModbusDeviceType &log;
	};

	## Devices that are known.
	global modbus_nodes: set[addr, ModbusDeviceType] &create_expire=1day &redef;

	## Raised with each line of the log.
	global log_known_modbus: event(rec: ModbusInfo);

	## Decides over each line of the log.
	global log_policy_modbus: Log::PolicyHook;
}

event zeek_init() &priority=5
	{
	Log::create_stream(MODBUS_LOG, Log::Stream($columns=ModbusInfo, $ev=log_known_modbus, $path="known_modbus",
	                                           $policy=log_policy_modbus));
	}

function found(host: addr, role: ModbusDeviceType)
	{
	if ( [host, role] in modbus_nodes )
		return;

	add modbus_nodes[host, role];
	Log::write(MODBUS_LOG, ModbusInfo($ts=network_time(), $host=host, $device_type=role));
	}

event modbus_message(c: connection, headers: ModbusHeaders, is_orig: bool)
	{
	found(c$id$orig_h, MODBUS_MASTER);
	found(c$id$resp_h, MODBUS_SLAVE);
	}
