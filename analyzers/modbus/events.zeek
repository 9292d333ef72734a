##! Modbus: the records and events of the analyzer.

module GLOBAL;

redef enum Analyzer::Tag += { Analyzer::ANALYZER_MODBUS };

redef enum AllAnalyzers::Tag += { AllAnalyzers::ANALYZER_ANALYZER_MODBUS };

## Sixteen-bit registers.
type ModbusRegisters: vector of count;

## Coils or discrete inputs: single bits.
type ModbusCoils: vector of bool;

## The header of a message.
type ModbusHeaders: record {
	tid: count;
	pid: count;
	uid: count;
	function_code: count;
	len: count;
};

## A part of a file that is asked for.
type ModbusFileRecordRequest: record {
	ref_type: count;
	file_num: count;
	record_num: count;
	record_len: count;
};

type ModbusFileRecordRequests: vector of ModbusFileRecordRequest;

## A part of a file that was asked for.
type ModbusFileRecordResponse: record {
	file_len: count;
	ref_type: count;
	record_data: string;
};

type ModbusFileRecordResponses: vector of ModbusFileRecordResponse;

## A part of a file that is to be written, or was.
type ModbusFileReference: record {
	ref_type: count;
	file_num: count;
	record_num: count;
	record_len: count;
	record_data: string;
};

type ModbusFileReferences: vector of ModbusFileReference;

## Request of the function "diagnostics".
global modbus_diagnostics_request: event(c: connection, headers: ModbusHeaders, subfunction: count, data: string);

## Response of the function "diagnostics".
global modbus_diagnostics_response: event(c: connection, headers: ModbusHeaders, subfunction: count, data: string);

## Request of the function "encap interface transport".
global modbus_encap_interface_transport_request: event(c: connection, headers: ModbusHeaders, mei_type: count, data: string);

## Response of the function "encap interface transport".
global modbus_encap_interface_transport_response: event(c: connection, headers: ModbusHeaders, mei_type: count, data: string);

## The answer that something went wrong.
global modbus_exception: event(c: connection, headers: ModbusHeaders, code: count);

## Request of the function "mask write register".
global modbus_mask_write_register_request: event(c: connection, headers: ModbusHeaders, address: count, and_mask: count, or_mask: count);

## Response of the function "mask write register".
global modbus_mask_write_register_response: event(c: connection, headers: ModbusHeaders, address: count, and_mask: count, or_mask: count);

## A message of either side: raised for each, before the event of its function.
global modbus_message: event(c: connection, headers: ModbusHeaders, is_orig: bool);

## Request of the function "read coils".
global modbus_read_coils_request: event(c: connection, headers: ModbusHeaders, start_address: count, quantity: count);

## Response of the function "read coils".
global modbus_read_coils_response: event(c: connection, headers: ModbusHeaders, coils: ModbusCoils);

## Request of the function "read discrete inputs".
global modbus_read_discrete_inputs_request: event(c: connection, headers: ModbusHeaders, start_address: count, quantity: count);

## Response of the function "read discrete inputs".
global modbus_read_discrete_inputs_response: event(c: connection, headers: ModbusHeaders, coils: ModbusCoils);

## Request of the function "read fifo queue".
global modbus_read_fifo_queue_request: event(c: connection, headers: ModbusHeaders, start_address: count);

## Response of the function "read fifo queue".
global modbus_read_fifo_queue_response: event(c: connection, headers: ModbusHeaders, fifos: ModbusRegisters);

## Request of the function "read file record".
global modbus_read_file_record_request: event(c: connection, headers: ModbusHeaders, byte_count: count, refs: ModbusFileRecordRequests);

## Response of the function "read file record".
global modbus_read_file_record_response: event(c: connection, headers: ModbusHeaders, byte_count: count, refs: ModbusFileRecordResponses);

## Request of the function "read holding registers".
global modbus_read_holding_registers_request: event(c: connection, headers: ModbusHeaders, start_address: count, quantity: count);

## Response of the function "read holding registers".
global modbus_read_holding_registers_response: event(c: connection, headers: ModbusHeaders, registers: ModbusRegisters);

## Request of the function "read input registers".
global modbus_read_input_registers_request: event(c: connection, headers: ModbusHeaders, start_address: count, quantity: count);

## Response of the function "read input registers".
global modbus_read_input_registers_response: event(c: connection, headers: ModbusHeaders, registers: ModbusRegisters);

## Request of the function "read write multiple registers".
global modbus_read_write_multiple_registers_request: event(c: connection, headers: ModbusHeaders, read_start_address: count, read_quantity: count, write_start_address: count, write_registers: ModbusRegisters);

## Response of the function "read write multiple registers".
global modbus_read_write_multiple_registers_response: event(c: connection, headers: ModbusHeaders, written_registers: ModbusRegisters);

## Request of the function "write file record".
global modbus_write_file_record_request: event(c: connection, headers: ModbusHeaders, byte_count: count, refs: ModbusFileReferences);

## Response of the function "write file record".
global modbus_write_file_record_response: event(c: connection, headers: ModbusHeaders, byte_count: count, refs: ModbusFileReferences);

## Request of the function "write multiple coils".
global modbus_write_multiple_coils_request: event(c: connection, headers: ModbusHeaders, start_address: count, coils: ModbusCoils);

## Response of the function "write multiple coils".
global modbus_write_multiple_coils_response: event(c: connection, headers: ModbusHeaders, start_address: count, quantity: count);

## Request of the function "write multiple registers".
global modbus_write_multiple_registers_request: event(c: connection, headers: ModbusHeaders, start_address: count, registers: ModbusRegisters);

## Response of the function "write multiple registers".
global modbus_write_multiple_registers_response: event(c: connection, headers: ModbusHeaders, start_address: count, quantity: count);

## Request of the function "write single coil".
global modbus_write_single_coil_request: event(c: connection, headers: ModbusHeaders, address: count, value: bool);

## Response of the function "write single coil".
global modbus_write_single_coil_response: event(c: connection, headers: ModbusHeaders, address: count, value: bool);

## Request of the function "write single register".
global modbus_write_single_register_request: event(c: connection, headers: ModbusHeaders, address: count, value: count);

## Response of the function "write single register".
global modbus_write_single_register_response: event(c: connection, headers: ModbusHeaders, address: count, value: count);
