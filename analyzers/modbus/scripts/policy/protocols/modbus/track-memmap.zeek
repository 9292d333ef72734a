##! Remembers what the holding registers of devices held, and logs their changes to modbus_register_change.log.

@load base/protocols/modbus
@load base/utils/directions-and-hosts

module Modbus;

export {
	redef enum Log::ID += { Modbus::REGISTER_CHANGE_LOG };

	## Devices whose registers are followed.
	option track_memmap = ALL_HOSTS;

	## A line of modbus_register_change.log.
	type MemmapInfo: record {
		## When the change was seen.
		ts: time &log;
		## Unique name of the connection.
		uid: string &log;
		## Addresses and ports.
		id: conn_id &log;
		## Which register.
		register: count &log;
		## What it held.
		old_val: count &log;
		## What it holds now.
		new_val: count &log;
		## Time since its value was first seen.
		delta: interval &log;
	};

	## What a register holds, and since when.
	type RegisterValue: record {
		last_set: time;
		value: count;
	};

	## The registers of a device.
	type Registers: table[count] of RegisterValue;

	## The registers of all devices.
	global device_registers: table[addr] of Registers = table() &redef;

	## A register holds something else than before.
	global changed_register: event(c: connection, register: count, old_val: count, new_val: count, delta: interval);

	## Decides over each line of the log.
	global log_policy_register_change: Log::PolicyHook;
}

redef record Modbus::Info += {
	## Where the request that awaits its response begins to read.
	track_address: count &default=0;
};

event zeek_init() &priority=5
	{
	Log::create_stream(Modbus::REGISTER_CHANGE_LOG, Log::Stream($columns=MemmapInfo, $path="modbus_register_change",
	                                                            $policy=log_policy_register_change));
	}

event modbus_read_holding_registers_request(c: connection, headers: ModbusHeaders, start_address: count, quantity: count)
	{
	if ( c?$modbus )
		c$modbus$track_address = start_address + 1;
	}

event modbus_read_holding_registers_response(c: connection, headers: ModbusHeaders, registers: ModbusRegisters)
	{
	if ( ! c?$modbus || ! addr_matches_host(c$id$resp_h, track_memmap) )
		return;

	if ( c$id$resp_h !in device_registers )
		device_registers[c$id$resp_h] = table();

	local known = device_registers[c$id$resp_h];

	for ( _, value in registers )
		{
		local at = c$modbus$track_address;

		if ( at !in known )
			known[at] = RegisterValue($last_set=network_time(), $value=value);
		else if ( known[at]$value != value )
			{
			local since = network_time() - known[at]$last_set;
			event Modbus::changed_register(c, at, known[at]$value, value, since);
			known[at]$last_set = network_time();
			known[at]$value = value;
			}

		++c$modbus$track_address;
		}
	}

event Modbus::changed_register(c: connection, register: count, old_val: count, new_val: count, delta: interval)
	{
	Log::write(Modbus::REGISTER_CHANGE_LOG,
	           MemmapInfo($ts=network_time(), $uid=c$uid, $id=c$id, $register=register, $old_val=old_val,
	                      $new_val=new_val, $delta=delta));
	}
