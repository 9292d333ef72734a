##! The logs of MQTT: mqtt_connect.log has a line for each client that a broker answered, mqtt_subscribe.log for each
##! subscription and its end, mqtt_publish.log for each message.

@load base/frameworks/logging
@load ./consts

module MQTT;

export {
	redef enum Log::ID += { CONNECT_LOG, SUBSCRIBE_LOG, PUBLISH_LOG };

	## Decides over each line of mqtt_connect.log.
	global log_policy_connect: Log::PolicyHook;

	## Decides over each line of mqtt_subscribe.log.
	global log_policy_subscribe: Log::PolicyHook;

	## Decides over each line of mqtt_publish.log.
	global log_policy_publish: Log::PolicyHook;

	## What a client does with topics.
	type SubUnsub: enum {
		## It wants their messages.
		MQTT::SUBSCRIBE,
		## It wants them no more.
		MQTT::UNSUBSCRIBE,
	} &redef;

	## A line of mqtt_connect.log.
	type ConnectInfo: record {
		## When the client introduced itself.
		ts: time &log;
		## Unique name of the connection.
		uid: string &log;
		## Addresses and ports.
		id: conn_id &log;
		## What the protocol calls itself.
		proto_name: string &log &optional;
		## Its version.
		proto_version: string &log &optional;
		## Who the client says it is.
		client_id: string &log &optional;
		## What the broker said.
		connect_status: string &log &optional;
		## Where the client's will goes.
		will_topic: string &log &optional;
		## What it says.
		will_payload: string &log &optional;
	};

	## A line of mqtt_subscribe.log.
	type SubscribeInfo: record {
		## When the client asked.
		ts: time &log;
		## Unique name of the connection.
		uid: string &log;
		## Addresses and ports.
		id: conn_id &log;
		## What it asked for.
		action: SubUnsub &log;
		## The topics, or patterns of topics.
		topics: string_vec &log;
		## The quality asked for each.
		qos_levels: index_vec &log &optional;
		## The quality granted for the first.
		granted_qos_level: count &log &optional;
		## The broker has answered.
		ack: bool &log &default=F;
	};

	## A line of mqtt_publish.log.
	type PublishInfo: record {
		## When the message was sent.
		ts: time &log;
		## Unique name of the connection.
		uid: string &log;
		## Addresses and ports.
		id: conn_id &log;
		## The client sent it, and not the broker.
		from_client: bool &log;
		## The broker is to keep it.
		retain: bool &log;
		## How surely it arrives.
		qos: string &log;
		## "ok" when all was seen that the quality asks for.
		status: string &log &default="incomplete_qos";
		## Where to.
		topic: string &log;
		## Its beginning.
		payload: string &log;
		## All its bytes.
		payload_len: count &log;
		## It was received (quality 1).
		ack: bool &default=F;
		## It was received (quality 2).
		rec: bool &default=F;
		## It may be forgotten.
		rel: bool &default=F;
		## It has been forgotten.
		comp: bool &default=F;
		## The quality as a number.
		qos_level: count &default=0;
	};

	## Raised with each line of mqtt_connect.log.
	global MQTT::log_mqtt: event(rec: ConnectInfo);

	## Ports of MQTT.
	const ports = { 1883/tcp } &redef;
}

global publish_expire: function(tbl: table[count] of PublishInfo, idx: count): interval;
global subscribe_expire: function(tbl: table[count] of SubscribeInfo, idx: count): interval;

## What is under way on a connection, by number of message; what is not answered in time is logged as it is.
type State: record {
	publish: table[count] of PublishInfo &default=table() &write_expire=5secs &expire_func=publish_expire;
	subscribe: table[count] of SubscribeInfo &default=table() &write_expire=5secs &expire_func=subscribe_expire;
};

function publish_expire(tbl: table[count] of PublishInfo, idx: count): interval
	{
	Log::write(PUBLISH_LOG, tbl[idx]);
	return 0sec;
	}

function subscribe_expire(tbl: table[count] of SubscribeInfo, idx: count): interval
	{
	Log::write(SUBSCRIBE_LOG, tbl[idx]);
	return 0sec;
	}

redef record connection += {
	## The line of mqtt_connect.log.
	mqtt: ConnectInfo &optional;
	## What is under way.
	mqtt_state: State &optional;
};

redef likely_server_ports += { ports };

event zeek_init() &priority=5
	{
	Log::create_stream(CONNECT_LOG, Log::Stream($columns=ConnectInfo, $ev=log_mqtt, $path="mqtt_connect",
	                                            $policy=log_policy_connect));
	Log::create_stream(SUBSCRIBE_LOG, Log::Stream($columns=SubscribeInfo, $path="mqtt_subscribe",
	                                              $policy=log_policy_subscribe));
	Log::create_stream(PUBLISH_LOG, Log::Stream($columns=PublishInfo, $path="mqtt_publish",
	                                            $policy=log_policy_publish));
	Analyzer::register_for_ports(Analyzer::ANALYZER_MQTT, ports);
	}

function set_session(c: connection): ConnectInfo
	{
	if ( ! c?$mqtt )
		c$mqtt = ConnectInfo($ts=network_time(), $uid=c$uid, $id=c$id);

	if ( ! c?$mqtt_state )
		c$mqtt_state = State();

	return c$mqtt;
	}

event mqtt_connect(c: connection, msg: MQTT::ConnectMsg) &priority=5
	{
	local info = set_session(c);
	info$proto_name = msg$protocol_name;
	info$proto_version = versions[msg$protocol_version];
	info$client_id = msg$client_id;

	if ( msg?$will_topic )
		info$will_topic = msg$will_topic;

	if ( msg?$will_msg )
		info$will_payload = msg$will_msg;
	}

event mqtt_connack(c: connection, msg: MQTT::ConnectAckMsg) &priority=5
	{
	local info = set_session(c);
	info$connect_status = return_codes[msg$return_code];
	Log::write(CONNECT_LOG, info);
	}

event mqtt_publish(c: connection, is_orig: bool, msg_id: count, msg: MQTT::PublishMsg) &priority=5
	{
	set_session(c);
	local info = PublishInfo($ts=network_time(), $uid=c$uid, $id=c$id, $from_client=is_orig,
	                         $retain=msg$retain, $qos=qos_levels[msg$qos], $qos_level=msg$qos,
	                         $topic=msg$topic, $payload=msg$payload, $payload_len=msg$payload_len);

	if ( info$qos_level == 0 )
		info$status = "ok";

	c$mqtt_state$publish[msg_id] = info;
	}

## Logs a message if all of its way was seen.
function end_of_way(c: connection, msg_id: count)
	{
	if ( ! c?$mqtt_state || msg_id !in c$mqtt_state$publish )
		return;

	local info = c$mqtt_state$publish[msg_id];

	if ( info$status != "ok" )
		return;

	Log::write(PUBLISH_LOG, info);
	delete c$mqtt_state$publish[msg_id];
	}

event mqtt_publish(c: connection, is_orig: bool, msg_id: count, msg: MQTT::PublishMsg) &priority=-5
	{
	if ( msg$qos == 0 )
		end_of_way(c, msg_id);
	}

event mqtt_puback(c: connection, is_orig: bool, msg_id: count) &priority=5
	{
	set_session(c);

	if ( msg_id !in c$mqtt_state$publish )
		return;

	local info = c$mqtt_state$publish[msg_id];
	info$ack = T;

	if ( info$qos_level == 1 )
		info$status = "ok";
	}

event mqtt_puback(c: connection, is_orig: bool, msg_id: count) &priority=-5
	{
	end_of_way(c, msg_id);
	}

event mqtt_pubrec(c: connection, is_orig: bool, msg_id: count) &priority=5
	{
	set_session(c);

	if ( msg_id in c$mqtt_state$publish )
		c$mqtt_state$publish[msg_id]$rec = T;
	}

event mqtt_pubrel(c: connection, is_orig: bool, msg_id: count) &priority=5
	{
	set_session(c);

	if ( msg_id in c$mqtt_state$publish )
		c$mqtt_state$publish[msg_id]$rel = T;
	}

event mqtt_pubcomp(c: connection, is_orig: bool, msg_id: count) &priority=5
	{
	set_session(c);

	if ( msg_id !in c$mqtt_state$publish )
		return;

	local info = c$mqtt_state$publish[msg_id];
	info$comp = T;

	if ( info$qos_level == 2 && info$rec && info$rel )
		info$status = "ok";
	}

event mqtt_pubcomp(c: connection, is_orig: bool, msg_id: count) &priority=-5
	{
	end_of_way(c, msg_id);
	}

event mqtt_subscribe(c: connection, msg_id: count, topics: string_vec, requested_qos: index_vec) &priority=5
	{
	set_session(c);
	c$mqtt_state$subscribe[msg_id] = SubscribeInfo($ts=network_time(), $uid=c$uid, $id=c$id,
	                                               $action=MQTT::SUBSCRIBE, $topics=topics,
	                                               $qos_levels=requested_qos);
	}

event mqtt_unsubscribe(c: connection, msg_id: count, topics: string_vec) &priority=5
	{
	set_session(c);
	c$mqtt_state$subscribe[msg_id] = SubscribeInfo($ts=network_time(), $uid=c$uid, $id=c$id,
	                                               $action=MQTT::UNSUBSCRIBE, $topics=topics);
	}

## Logs a subscription, or its end, that the broker has answered.
function answered(c: connection, msg_id: count)
	{
	local info = c$mqtt_state$subscribe[msg_id];
	info$ack = T;
	Log::write(SUBSCRIBE_LOG, info);
	delete c$mqtt_state$subscribe[msg_id];
	}

event mqtt_suback(c: connection, msg_id: count, granted_qos: count) &priority=5
	{
	set_session(c);

	if ( msg_id !in c$mqtt_state$subscribe )
		return;

	c$mqtt_state$subscribe[msg_id]$granted_qos_level = granted_qos;
	answered(c, msg_id);
	}

event mqtt_unsuback(c: connection, msg_id: count) &priority=-5
	{
	set_session(c);

	if ( msg_id in c$mqtt_state$subscribe )
		answered(c, msg_id);
	}
