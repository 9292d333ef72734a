##! DNP3: the events of the analyzers.

module GLOBAL;

redef enum Analyzer::Tag += {
	Analyzer::ANALYZER_DNP3_TCP,
	Analyzer::ANALYZER_DNP3_UDP,
};

redef enum AllAnalyzers::Tag += {
	AllAnalyzers::ANALYZER_ANALYZER_DNP3_TCP,
	AllAnalyzers::ANALYZER_ANALYZER_DNP3_UDP,
};

## An analog input of 16 bits with flags.
global dnp3_analog_input_16wFlag: event(c: connection, is_orig: bool, flag: count, value: count);

## An analog input of 16 bits without flags.
global dnp3_analog_input_16woFlag: event(c: connection, is_orig: bool, value: count);

## An analog input of 32 bits with flags.
global dnp3_analog_input_32wFlag: event(c: connection, is_orig: bool, flag: count, value: count);

## An analog input of 32 bits without flags.
global dnp3_analog_input_32woFlag: event(c: connection, is_orig: bool, value: count);

## An analog input of double precision with flags.
global dnp3_analog_input_DPwFlag: event(c: connection, is_orig: bool, flag: count, value_low: count, value_high: count);

## An analog input of single precision with flags.
global dnp3_analog_input_SPwFlag: event(c: connection, is_orig: bool, flag: count, value: count);

## An analog input event of 16 bits with a time.
global dnp3_analog_input_event_16wTime: event(c: connection, is_orig: bool, flag: count, value: count, time48: count);

## An analog input event of 16 bits without a time.
global dnp3_analog_input_event_16woTime: event(c: connection, is_orig: bool, flag: count, value: count);

## An analog input event of 32 bits with a time.
global dnp3_analog_input_event_32wTime: event(c: connection, is_orig: bool, flag: count, value: count, time48: count);

## An analog input event of 32 bits without a time.
global dnp3_analog_input_event_32woTime: event(c: connection, is_orig: bool, flag: count, value: count);

## An analog input event of double precision with a time.
global dnp3_analog_input_event_DPwTime: event(c: connection, is_orig: bool, flag: count, value_low: count, value_high: count, time48: count);

## An analog input event of double precision without a time.
global dnp3_analog_input_event_DPwoTime: event(c: connection, is_orig: bool, flag: count, value_low: count, value_high: count);

## An analog input event of single precision with a time.
global dnp3_analog_input_event_SPwTime: event(c: connection, is_orig: bool, flag: count, value: count, time48: count);

## An analog input event of single precision without a time.
global dnp3_analog_input_event_SPwoTime: event(c: connection, is_orig: bool, flag: count, value: count);

## A request.
##
## application: the application control byte.
##
## fc: its function; `DNP3::function_codes` has the names.
global dnp3_application_request_header: event(c: connection, is_orig: bool, application: count, fc: count);

## A response.
##
## application: the application control byte.
##
## fc: its function; `DNP3::function_codes` has the names.
##
## iin: the internal indications.
global dnp3_application_response_header: event(c: connection, is_orig: bool, application: count, fc: count, iin: count);

## An attribute of a device.
global dnp3_attribute_common: event(c: connection, is_orig: bool, data_type_code: count, leng: count, attribute_obj: string);

## A counter of 16 bits with flags.
global dnp3_counter_16wFlag: event(c: connection, is_orig: bool, flag: count, count_value: count);

## A counter of 16 bits without flags.
global dnp3_counter_16woFlag: event(c: connection, is_orig: bool, count_value: count);

## A counter of 32 bits with flags.
global dnp3_counter_32wFlag: event(c: connection, is_orig: bool, flag: count, count_value: count);

## A counter of 32 bits without flags.
global dnp3_counter_32woFlag: event(c: connection, is_orig: bool, count_value: count);

## A control relay output block.
##
## on_time: in milliseconds.
##
## off_time: in milliseconds.
global dnp3_crob: event(c: connection, is_orig: bool, control_code: count, count8: count, on_time: count, off_time: count, status_code: count);

## Never raised: declared for scripts that handle it.
global dnp3_debug_byte: event(c: connection, is_orig: bool, debug: string);

## A block of a file.
global dnp3_file_transport: event(c: connection, is_orig: bool, file_handle: count, block_num: count, file_data: string);

## A frozen analog input of 16 bits with flags.
global dnp3_frozen_analog_input_16wFlag: event(c: connection, is_orig: bool, flag: count, frozen_value: count);

## A frozen analog input of 16 bits with a time.
global dnp3_frozen_analog_input_16wTime: event(c: connection, is_orig: bool, flag: count, frozen_value: count, time48: count);

## A frozen analog input of 16 bits without flags.
global dnp3_frozen_analog_input_16woFlag: event(c: connection, is_orig: bool, frozen_value: count);

## A frozen analog input of 32 bits with flags.
global dnp3_frozen_analog_input_32wFlag: event(c: connection, is_orig: bool, flag: count, frozen_value: count);

## A frozen analog input of 32 bits with a time.
global dnp3_frozen_analog_input_32wTime: event(c: connection, is_orig: bool, flag: count, frozen_value: count, time48: count);

## A frozen analog input of 32 bits without flags.
global dnp3_frozen_analog_input_32woFlag: event(c: connection, is_orig: bool, frozen_value: count);

## A frozen analog input of double precision with flags.
global dnp3_frozen_analog_input_DPwFlag: event(c: connection, is_orig: bool, flag: count, frozen_value_low: count, frozen_value_high: count);

## A frozen analog input of single precision with flags.
global dnp3_frozen_analog_input_SPwFlag: event(c: connection, is_orig: bool, flag: count, frozen_value: count);

## A frozen analog input event of 16 bits with a time.
global dnp3_frozen_analog_input_event_16wTime: event(c: connection, is_orig: bool, flag: count, frozen_value: count, time48: count);

## A frozen analog input event of 16 bits without a time.
global dnp3_frozen_analog_input_event_16woTime: event(c: connection, is_orig: bool, flag: count, frozen_value: count);

## A frozen analog input event of 32 bits with a time.
global dnp3_frozen_analog_input_event_32wTime: event(c: connection, is_orig: bool, flag: count, frozen_value: count, time48: count);

## A frozen analog input event of 32 bits without a time.
global dnp3_frozen_analog_input_event_32woTime: event(c: connection, is_orig: bool, flag: count, frozen_value: count);

## A frozen analog input event of double precision with a time.
global dnp3_frozen_analog_input_event_DPwTime: event(c: connection, is_orig: bool, flag: count, frozen_value_low: count, frozen_value_high: count, time48: count);

## A frozen analog input event of double precision without a time.
global dnp3_frozen_analog_input_event_DPwoTime: event(c: connection, is_orig: bool, flag: count, frozen_value_low: count, frozen_value_high: count);

## A frozen analog input event of single precision with a time.
global dnp3_frozen_analog_input_event_SPwTime: event(c: connection, is_orig: bool, flag: count, frozen_value: count, time48: count);

## A frozen analog input event of single precision without a time.
global dnp3_frozen_analog_input_event_SPwoTime: event(c: connection, is_orig: bool, flag: count, frozen_value: count);

## A frozen counter of 16 bits with flags.
global dnp3_frozen_counter_16wFlag: event(c: connection, is_orig: bool, flag: count, count_value: count);

## A frozen counter of 16 bits with flags and a time.
global dnp3_frozen_counter_16wFlagTime: event(c: connection, is_orig: bool, flag: count, count_value: count, time48: count);

## A frozen counter of 16 bits without flags.
global dnp3_frozen_counter_16woFlag: event(c: connection, is_orig: bool, count_value: count);

## A frozen counter of 32 bits with flags.
global dnp3_frozen_counter_32wFlag: event(c: connection, is_orig: bool, flag: count, count_value: count);

## A frozen counter of 32 bits with flags and a time.
global dnp3_frozen_counter_32wFlagTime: event(c: connection, is_orig: bool, flag: count, count_value: count, time48: count);

## A frozen counter of 32 bits without flags.
global dnp3_frozen_counter_32woFlag: event(c: connection, is_orig: bool, count_value: count);

## The link header of an application message's first frame.
##
## len: bytes from the control byte on, checksums aside.
##
## ctrl: the control byte.
##
## dest_addr: who it is for.
##
## src_addr: who sent it.
global dnp3_header_block: event(c: connection, is_orig: bool, len: count, ctrl: count, dest_addr: count, src_addr: count);

## The header of a run of objects.
##
## obj_type: group in the high byte, variation in the low one.
##
## qua_field: the qualifier: how objects are prefixed and counted.
##
## number: how many objects there are.
##
## rf_low: the first index, or the count as its bytes stand.
##
## rf_high: the last index.
global dnp3_object_header: event(c: connection, is_orig: bool, obj_type: count, qua_field: count, number: count, rf_low: count, rf_high: count);

## What stands in front of an object: its index, or its size; 0 without any.
global dnp3_object_prefix: event(c: connection, is_orig: bool, prefix_value: count);

## A pattern control block.
##
## on_time: in milliseconds.
##
## off_time: in milliseconds.
global dnp3_pcb: event(c: connection, is_orig: bool, control_code: count, count8: count, on_time: count, off_time: count, status_code: count);

## An object of a response.
##
## data_value: its value where that is one byte, 255 for others.
global dnp3_response_data_object: event(c: connection, is_orig: bool, data_value: count);
