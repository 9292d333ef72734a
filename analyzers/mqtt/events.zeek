##! MQTT: the records and events of the analyzer.

module GLOBAL;

redef enum Analyzer::Tag += { Analyzer::ANALYZER_MQTT };

redef enum AllAnalyzers::Tag += { AllAnalyzers::ANALYZER_ANALYZER_MQTT };

module MQTT;

export {
	## Most bytes of a message's payload that mqtt_publish hands out.
	option max_payload_size = 100;

	## How a client introduces itself.
	type ConnectMsg: record {
		protocol_name: string;
		protocol_version: count;
		client_id: string;
		## It is heard of at least that often.
		keep_alive: interval;
		clean_session: bool;
		will_retain: bool;
		will_qos: count;
		## Where its will is published when it vanishes.
		will_topic: string &optional;
		will_msg: string &optional;
		username: string &optional;
		password: string &optional;
	};

	## What the broker says to that.
	type ConnectAckMsg: record {
		return_code: count;
		session_present: bool;
	};

	## A message to a topic.
	type PublishMsg: record {
		## It was sent before.
		dup: bool;
		qos: count;
		retain: bool;
		topic: string;
		## Its beginning: as much of it as max_payload_size says.
		payload: string;
		## All its bytes.
		payload_len: count;
	};
}

module GLOBAL;

## The broker answers a client's introduction.
global mqtt_connack: event(c: connection, msg: MQTT::ConnectAckMsg);

## A client introduces itself.
global mqtt_connect: event(c: connection, msg: MQTT::ConnectMsg);

## One side takes its leave.
global mqtt_disconnect: event(c: connection);

## A client asks whether the broker is there.
global mqtt_pingreq: event(c: connection);

## The broker is there.
global mqtt_pingresp: event(c: connection);

## A message of quality 1 was received.
global mqtt_puback: event(c: connection, is_orig: bool, msg_id: count);

## A message of quality 2 is done with.
global mqtt_pubcomp: event(c: connection, is_orig: bool, msg_id: count);

## A message to a topic. Its number is 0 for quality 0.
global mqtt_publish: event(c: connection, is_orig: bool, msg_id: count, msg: MQTT::PublishMsg);

## A message of quality 2 was received.
global mqtt_pubrec: event(c: connection, is_orig: bool, msg_id: count);

## A message of quality 2 may be forgotten by who received it.
global mqtt_pubrel: event(c: connection, is_orig: bool, msg_id: count);

## The broker answers a subscription; the quality is that of the first topic.
global mqtt_suback: event(c: connection, msg_id: count, granted_qos: count);

## A client wants messages of topics.
global mqtt_subscribe: event(c: connection, msg_id: count, topics: string_vec, requested_qos: index_vec);

## The broker answers that a subscription is gone.
global mqtt_unsuback: event(c: connection, msg_id: count);

## A client wants no more messages of topics.
global mqtt_unsubscribe: event(c: connection, msg_id: count, topics: string_vec);
