##! Weirds: what is odd about traffic, without being worth a notice by itself. Here they are told apart
##! and logged; each kind has an action, and the same one is not logged again and again.

@load base/frameworks/notice/main
@load base/utils/conn-ids

module Weird;

export {
	redef enum Log::ID += { LOG };

	redef enum Notice::Type += {
		## A weird whose action asks for a notice.
		Activity,
	};

	## A line of weird.log.
	type Info: record {
		## When it happened.
		ts: time &log;
		## The connection.
		uid: string &log &optional;
		## Addresses and ports of the connection, or addresses of two hosts.
		id: conn_id &log &optional;
		## A shorthand for uid and id.
		conn: connection &optional;
		## Its name.
		name: string &log;
		## More about it.
		addl: string &log &optional;
		## Whether a notice was raised.
		notice: bool &log &default=F;
		## The node that saw it.
		peer: string &log &default=peer_description;
		## The analyzer that saw it.
		source: string &log &optional;
		## What makes another weird of this name the same one.
		identifier: string &optional;
	};

	## What becomes of a weird.
	type Action: enum {
		## Nobody has decided.
		ACTION_UNSPECIFIED,
		## Nothing.
		ACTION_IGNORE,
		## It is logged.
		ACTION_LOG,
		## It is logged once.
		ACTION_LOG_ONCE,
		## It is logged once for each connection.
		ACTION_LOG_PER_CONN,
		## It is logged once for each originator.
		ACTION_LOG_PER_ORIG,
		## It is logged and raises a notice.
		ACTION_NOTICE,
		## It is logged and raises a notice, once.
		ACTION_NOTICE_ONCE,
		## It is logged and raises a notice, once for each connection.
		ACTION_NOTICE_PER_CONN,
		## It is logged and raises a notice, once for each originator.
		ACTION_NOTICE_PER_ORIG,
	};

	## Actions by name. What is not here is logged.
	const actions: table[string] of Weird::Action = {
		["FIN_after_reset"] = ACTION_IGNORE,
		["spontaneous_FIN"] = ACTION_IGNORE,
		["spontaneous_RST"] = ACTION_IGNORE,
		["unsolicited_SYN_response"] = ACTION_IGNORE,
		["FTP_arg_too_long"] = ACTION_LOG_PER_CONN,
		["FTP_max_command_length_exceeded"] = ACTION_LOG_PER_CONN,
		["FTP_password_too_long"] = ACTION_LOG_PER_CONN,
		["FTP_reply_msg_too_long"] = ACTION_LOG_PER_CONN,
		["FTP_too_many_pending_commands"] = ACTION_LOG_PER_CONN,
		["FTP_user_too_long"] = ACTION_LOG_PER_CONN,
		["simultaneous_open"] = ACTION_LOG_PER_CONN,
		["smb_tree_connect_andx_response_without_tree"] = ACTION_LOG_PER_CONN,
		["smtp_excessive_invalid_mail_transactions"] = ACTION_LOG_PER_CONN,
		["smtp_mail_transaction_invalid"] = ACTION_LOG_PER_CONN,
		["DNS_label_forward_compress_offset"] = ACTION_LOG_PER_ORIG,
		["DNS_label_len_gt_name_len"] = ACTION_LOG_PER_ORIG,
		["DNS_label_len_gt_pkt"] = ACTION_LOG_PER_ORIG,
		["DNS_label_too_long"] = ACTION_LOG_PER_ORIG,
		["SYN_with_data"] = ACTION_LOG_PER_ORIG,
		["UDP_datagram_length_mismatch"] = ACTION_LOG_PER_ORIG,
		["bad_ICMP_checksum"] = ACTION_LOG_PER_ORIG,
		["bad_IP_checksum"] = ACTION_LOG_PER_ORIG,
		["bad_RPC"] = ACTION_LOG_PER_ORIG,
		["bad_TCP_checksum"] = ACTION_LOG_PER_ORIG,
		["bad_UDP_checksum"] = ACTION_LOG_PER_ORIG,
		["connection_originator_SYN_ack"] = ACTION_LOG_PER_ORIG,
		["excess_RPC"] = ACTION_LOG_PER_ORIG,
		["excessively_small_fragment"] = ACTION_LOG_PER_ORIG,
		["fragment_inconsistency"] = ACTION_LOG_PER_ORIG,
		["fragment_overlap"] = ACTION_LOG_PER_ORIG,
		["fragment_size_inconsistency"] = ACTION_LOG_PER_ORIG,
		["originator_RPC_reply"] = ACTION_LOG_PER_ORIG,
		["partial_RPC"] = ACTION_LOG_PER_ORIG,
		["responder_RPC_call"] = ACTION_LOG_PER_ORIG,
		["FIN_storm"] = ACTION_NOTICE_PER_ORIG,
		["SYN_after_partial"] = ACTION_NOTICE_PER_ORIG,
		["successful_RPC_reply_to_invalid_request"] = ACTION_NOTICE_PER_ORIG,
	} &default=ACTION_LOG &redef;

	## Weirds of some hosts that are ignored, by originator and name.
	option ignore_hosts: set[addr, string] = {};

	## What was logged, by name and identifier, and is not logged again for some minutes.
	global weird_ignore: set[string, string] = {} &create_expire=10 min &redef;

	## Weirds whose repetitions are logged nonetheless.
	option weird_do_not_ignore_repeats: set[string] = {
		"bad_IP_checksum", "bad_TCP_checksum", "bad_UDP_checksum", "bad_ICMP_checksum",
	};

	## What was logged by actions that log once.
	global did_log: set[string, string] = {} &create_expire=1 day &redef;

	## What raised a notice by actions that do so once.
	global did_notice: set[string, string] = {} &create_expire=1 day &redef;

	## Logs a weird, as its action says.
	global weird: function(w: Weird::Info);

	## Raised with each line of the log.
	global log_weird: event(rec: Info);

	## Decides over each line of the log.
	global log_policy: Log::PolicyHook;
}

# Actions that do something once only.
const limiting_actions = {
	ACTION_LOG_ONCE,
	ACTION_LOG_PER_CONN,
	ACTION_LOG_PER_ORIG,
	ACTION_NOTICE_ONCE,
	ACTION_NOTICE_PER_CONN,
	ACTION_NOTICE_PER_ORIG,
};

# Actions that raise a notice.
const notice_actions = {
	ACTION_NOTICE,
	ACTION_NOTICE_ONCE,
	ACTION_NOTICE_PER_CONN,
	ACTION_NOTICE_PER_ORIG,
};

event zeek_init() &priority=5
	{
	Log::create_stream(LOG, Log::Stream($columns=Info, $ev=log_weird, $path="weird", $policy=log_policy));
	}

function flow_id_string(src: addr, dst: addr): string
	{
	return fmt("%s -> %s", src, dst);
	}

function weird(w: Weird::Info)
	{
	local action = actions[w$name];
	local identifier = "";

	if ( w?$conn )
		{
		w$uid = w$conn$uid;
		w$id = w$conn$id;
		}

	if ( w?$identifier )
		identifier = w$identifier;
	else if ( w?$id )
		identifier = id_string(w$id);

	if ( [w$name, identifier] in weird_ignore )
		return;

	if ( action == ACTION_IGNORE )
		return;

	if ( w?$id && [w$id$orig_h, w$name] in ignore_hosts )
		return;

	if ( action in limiting_actions )
		{
		if ( action == ACTION_LOG_ONCE || action == ACTION_NOTICE_ONCE )
			identifier = "";
		else if ( w?$id && ( action == ACTION_LOG_PER_ORIG || action == ACTION_NOTICE_PER_ORIG ) )
			identifier = cat(w$id$orig_h);

		if ( action in notice_actions )
			{
			if ( [w$name, identifier] in did_notice )
				return;

			add did_notice[w$name, identifier];
			}
		else
			{
			if ( [w$name, identifier] in did_log )
				return;

			add did_log[w$name, identifier];
			}
		}

	if ( action in notice_actions )
		{
		w$notice = T;

		local n = Notice::Info($note=Activity, $msg=w$name);

		if ( w?$conn )
			n$conn = w$conn;

		if ( w?$uid )
			n$uid = w$uid;

		if ( w?$id )
			n$id = w$id;

		if ( w?$addl )
			n$sub = w$addl;

		NOTICE(n);
		}

	if ( w$name !in weird_do_not_ignore_repeats )
		add weird_ignore[w$name, identifier];

	Log::write(LOG, w);
	}

# Fills in what may be empty.
function complete(w: Weird::Info, addl: string, source: string): Weird::Info
	{
	if ( addl != "" )
		w$addl = addl;

	if ( source != "" )
		w$source = source;

	return w;
	}

event conn_weird(name: string, c: connection, addl: string, source: string)
	{
	weird(complete(Info($ts=network_time(), $name=name, $conn=c), addl, source));
	}

event expired_conn_weird(name: string, id: conn_id, uid: string, addl: string, source: string)
	{
	weird(complete(Info($ts=network_time(), $name=name, $uid=uid, $id=id), addl, source));
	}

event flow_weird(name: string, src: addr, dst: addr, addl: string, source: string)
	{
	local id = conn_id($orig_h=src, $orig_p=0/unknown, $resp_h=dst, $resp_p=0/unknown);
	local w = Info($ts=network_time(), $name=name, $id=id, $identifier=flow_id_string(src, dst));
	weird(complete(w, addl, source));
	}

event net_weird(name: string, addl: string, source: string)
	{
	weird(complete(Info($ts=network_time(), $name=name), addl, source));
	}

event file_weird(name: string, f: fa_file, addl: string, source: string)
	{
	local about = addl == "" ? f$id : fmt("%s: %s", f$id, addl);
	weird(complete(Info($ts=network_time(), $name=name), about, source));
	}
