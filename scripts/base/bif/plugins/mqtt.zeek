##! MQTT: the records and events of the analyzer.

module GLOBAL;

redef enum Analyzer::Tag += { Analyzer::ANALYZER_MQTT };

redef enum AllAnalyzers::Tag += { AllAnalyzers::ANALYZER_ANALYZER_MQTT };

module MQTT;

export {
	type ConnectMsg: record {
		protocol_name: string;
		protocol_version: count;
		client_id: string;
		keep_alive: interval;
		clean_session: bool;
		will_retain: bool;
		will_qos: count;
		will_topic: string &optional;
		will_msg: string &optional;
		username: string &optional;
		password: string &optional;
	};

	type ConnectAckMsg: record {
		return_code: count;
		session_present: bool;
	};

	type PublishMsg: record {
		dup: bool;
		qos: count;
		retain: bool;
		topic: string;
		payload: string;
		payload_len: count;
	};
}

module GLOBAL;

global mqtt_connack: event(c: connection, msg: MQTT::ConnectAckMsg);

global mqtt_connect: event(c: connection, msg: MQTT::ConnectMsg);

global mqtt_disconnect: event(c: connection);

global mqtt_pingreq: event(c: connection);

global mqtt_pingresp: event(c: connection);

global mqtt_puback: event(c: connection, is_orig: bool, msg_id: count);

global mqtt_pubcomp: event(c: connection, is_orig: bool, msg_id: count);

global mqtt_publish: event(c: connection, is_orig: bool, msg_id: count, msg: MQTT::PublishMsg);

global mqtt_pubrec: event(c: connection, is_orig: bool, msg_id: count);

global mqtt_pubrel: event(c: connection, is_orig: bool, msg_id: count);

global mqtt_suback: event(c: connection, msg_id: count, granted_qos: count);

global mqtt_subscribe: event(c: connection, msg_id: count, topics: string_vec, requested_qos: index_vec);

global mqtt_unsuback: event(c: connection, msg_id: count);

global mqtt_unsubscribe: event(c: connection, msg_id: count, topics: string_vec);
