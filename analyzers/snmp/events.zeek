##! SNMP: the records and events of the analyzer.

module GLOBAL;

redef enum Analyzer::Tag += { Analyzer::ANALYZER_SNMP };

redef enum AllAnalyzers::Tag += { AllAnalyzers::ANALYZER_ANALYZER_SNMP };

module SNMP;

export {
	# Tags of values.
	const OBJ_COUNTER32_TAG: count = 65;

	const OBJ_COUNTER64_TAG: count = 70;

	const OBJ_ENDOFMIBVIEW_TAG: count = 130;

	const OBJ_INTEGER_TAG: count = 2;

	const OBJ_IPADDRESS_TAG: count = 64;

	const OBJ_NOSUCHINSTANCE_TAG: count = 129;

	const OBJ_NOSUCHOBJECT_TAG: count = 128;

	const OBJ_OCTETSTRING_TAG: count = 4;

	const OBJ_OID_TAG: count = 6;

	const OBJ_OPAQUE_TAG: count = 68;

	const OBJ_TIMETICKS_TAG: count = 67;

	const OBJ_UNSIGNED32_TAG: count = 66;

	const OBJ_UNSPECIFIED_TAG: count = 5;

	## A value; which field is set depends on the tag.
	type ObjectValue: record {
		tag: count;
		oid: string &optional;
		signed: int &optional;
		unsigned: count &optional;
		address: addr &optional;
		octets: string &optional;
	};

	## The value of an object.
	type Binding: record {
		oid: string;
		value: SNMP::ObjectValue;
	};

	## Values of objects.
	type Bindings: vector of SNMP::Binding;

	## A request for many values at once.
	type BulkPDU: record {
		request_id: int;
		non_repeaters: count;
		max_repetitions: count;
		bindings: vector of SNMP::Binding;
	};

	## The header of version 1.
	type HeaderV1: record {
		community: string;
	};

	## The header of version 2c.
	type HeaderV2: record {
		community: string;
	};

	## Whose objects a PDU of version 3 is about.
	type ScopedPDU_Context: record {
		engine_id: string;
		name: string;
	};

	## Parameters of the user-based security model.
	type UserSecurityParameters: record {
		AuthoritativeEngineID: string;
		AuthoritativeEngineBoots: int;
		AuthoritativeEngineTime: int;
		UserName: string;
		AuthenticationParameters: string;
		PrivacyParameters: string;
	};

	## The header of version 3.
	type HeaderV3: record {
		id: count;
		max_size: count;
		flags: count;
		auth_flag: bool;
		priv_flag: bool;
		reportable_flag: bool;
		security_model: count;
		security_params: string;
		pdu_context: SNMP::ScopedPDU_Context &optional;
		user_security_parameters: SNMP::UserSecurityParameters &optional;
	};

	## The header of a message; the field of its version is set.
	type Header: record {
		version: count;
		v1: SNMP::HeaderV1 &optional;
		v2: SNMP::HeaderV2 &optional;
		v3: SNMP::HeaderV3 &optional;
	};

	## What is asked for, or answered.
	type PDU: record {
		request_id: int;
		error_status: int;
		error_index: int;
		bindings: vector of SNMP::Binding;
	};

	## A trap of version 1.
	type TrapPDU: record {
		enterprise: string;
		agent: addr;
		generic_trap: int;
		specific_trap: int;
		time_stamp: count;
		bindings: vector of SNMP::Binding;
	};
}

module GLOBAL;

## A PDU that is encrypted.
global snmp_encrypted_pdu: event(c: connection, is_orig: bool, header: SNMP::Header);

## A request for many values.
global snmp_get_bulk_request: event(c: connection, is_orig: bool, header: SNMP::Header, pdu: SNMP::BulkPDU);

## A request for the values behind those named.
global snmp_get_next_request: event(c: connection, is_orig: bool, header: SNMP::Header, pdu: SNMP::PDU);

## A request for values.
global snmp_get_request: event(c: connection, is_orig: bool, header: SNMP::Header, pdu: SNMP::PDU);

## A notification that is to be answered.
global snmp_inform_request: event(c: connection, is_orig: bool, header: SNMP::Header, pdu: SNMP::PDU);

## A report of one engine to the other.
global snmp_report: event(c: connection, is_orig: bool, header: SNMP::Header, pdu: SNMP::PDU);

## The answer to a request.
global snmp_response: event(c: connection, is_orig: bool, header: SNMP::Header, pdu: SNMP::PDU);

## A request to set values.
global snmp_set_request: event(c: connection, is_orig: bool, header: SNMP::Header, pdu: SNMP::PDU);

## A notification of version 1.
global snmp_trap: event(c: connection, is_orig: bool, header: SNMP::Header, pdu: SNMP::TrapPDU);

## A notification.
global snmp_trapV2: event(c: connection, is_orig: bool, header: SNMP::Header, pdu: SNMP::PDU);

## A message of another version.
global snmp_unknown_header_version: event(c: connection, is_orig: bool, version: count);

## A PDU of another kind.
global snmp_unknown_pdu: event(c: connection, is_orig: bool, header: SNMP::Header, tag: count);

## Something else where a PDU of version 3 belongs.
global snmp_unknown_scoped_pdu: event(c: connection, is_orig: bool, header: SNMP::Header, tag: count);
