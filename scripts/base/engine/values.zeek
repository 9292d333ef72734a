##! Records that built-in functions take and return.

module GLOBAL;

## Five measures of the randomness of data.
type entropy_test_result: record {
	entropy: double;
	chi_square: double;
	mean: double;
	monte_carlo_pi: double;
	serial_correlation: double;
};

## Where an address is, by a MaxMind database.
type geo_location: record {
	country_code: string &log &optional;
	region: string &log &optional;
	city: string &log &optional;
	latitude: double &log &optional;
	longitude: double &log &optional;
};

## Who routes an address, by a MaxMind database.
type geo_autonomous_system: record {
	number: count &log &optional;
	organization: string &log &optional;
};

## A file that was rotated.
type rotate_info: record {
	old_name: string;
	new_name: string;
	open: time;
	close: time;
};

## Outcome of from_json.
type from_json_result: record {
	v: any &optional;
	valid: bool;
	err: string &optional;
};

## Address and port that an FTP command names.
type ftp_port: record {
	h: addr;
	p: port;
	valid: bool;
};

## What record_fields tells of a field.
type record_field: record {
	type_name: string;
	log: bool;
	value: any &optional;
	default_val: any &optional;
	optional: bool;
};

type record_field_table: table[string] of record_field;

## What global_ids tells of an identifier.
type script_id: record {
	type_name: string;
	exported: bool;
	constant: bool;
	enum_constant: bool;
	option_value: bool;
	redefinable: bool;
	broker_backend: bool;
	value: any &optional;
};

type id_table: table[string] of script_id;

## A parameter of a function with the argument it got.
type call_argument: record {
	name: string;
	type_name: string;
	default_val: any &optional;
	value: any &optional;
};

type call_argument_vector: vector of call_argument;

## One call of a stack.
type BacktraceElement: record {
	function_name: string;
	function_args: call_argument_vector;
	file_location: string &optional;
	line_location: count &optional;
};

## The innermost call comes first.
type Backtrace: vector of BacktraceElement;

## How two strings are aligned (str_smith_waterman).
type sw_params: record {
	min_strlen: count &default=3;
	sw_variant: count &default=0;
};

## Where a common part starts in one of the strings.
type sw_align: record {
	str: string;
	index: count;
};

type sw_align_vec: vector of sw_align;

## A part that both strings have.
type sw_substring: record {
	str: string;
	aligns: sw_align_vec;
	new: bool;
};

type sw_substring_vec: vector of sw_substring;

## A part of a plug-in.
type PluginComponent: record {
	name: string;
	canonical_name: string;
	tag: string;
	enabled: bool;
};

type plugin_component_vec: vector of PluginComponent;

## What the resolver knows about a name or an address.
type dns_mapping: record {
	creation_time: time;
	req_host: string;
	req_addr: addr;
	valid: bool;
	hostname: string;
	addrs: set[addr];
};

## Ways of hiding an address.
type IPAddrAnonymization: enum {
	KEEP_ORIG_ADDR,
	SEQUENTIALLY_NUMBERED,
	RANDOM_MD5,
	RANDOM_SHA256,
	PREFIX_PRESERVING_A50,
	PREFIX_PRESERVING_MD5,
	PREFIX_PRESERVING_SHA256,
};

## Whose address is hidden.
type IPAddrAnonymizationClass: enum {
	ORIG_ADDR,
	RESP_ADDR,
	OTHER_ADDR,
};

type TableChange: enum {
	TABLE_ELEMENT_NEW,
	TABLE_ELEMENT_CHANGED,
	TABLE_ELEMENT_REMOVED,
	TABLE_ELEMENT_EXPIRED,
};

module JSON;

export {
	## How JSON writes times.
	type TimestampFormat: enum {
		## Seconds since 1970 as a number with a fraction.
		TS_EPOCH,
		## Milliseconds since 1970, negative before.
		TS_MILLIS,
		## Milliseconds since 1970 as an unsigned number.
		TS_MILLIS_UNSIGNED,
		## A date like 2026-01-31T12:00:00.000000Z.
		TS_ISO8601,
	};
}

module EventMetadata;

export {
	## Kinds of metadata that travel with an event.
	type ID: enum {
		NETWORK_TIMESTAMP = 1,
	};

	## One piece of metadata.
	type Entry: record {
		id: EventMetadata::ID;
		val: any;
	};

	## Stamp events with the network time of their origin.
	const add_network_timestamp = F &redef;

	## Stamp events from other nodes that come without one with their time of arrival.
	const add_missing_remote_network_timestamp = F &redef;
}

module GLOBAL;

type event_metadata_vec: vector of EventMetadata::Entry;
