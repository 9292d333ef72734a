##! dns.log: a line for each question with its answers. Questions and answers that find no partner are
##! logged by themselves, at the end of the connection at the latest.

@load base/frameworks/logging
@load base/frameworks/analyzer
@load base/frameworks/reporter
@load base/protocols/conn/removal-hooks
@load base/utils/queue
@load ./consts

module DNS;

export {
	redef enum Log::ID += { LOG };

	## Ports that DNS and its relatives use.
	const ports = { 53/udp, 53/tcp, 137/udp, 5353/udp, 5355/udp } &redef;

	redef likely_server_ports += { ports };

	## A line of dns.log.
	type Info: record {
		## When the first message was seen.
		ts: time &log;
		## Unique name of the connection.
		uid: string &log;
		## Addresses and ports.
		id: conn_id &log;
		## Transport protocol.
		proto: transport_proto &log;
		## Number of the transaction, chosen by who asks.
		trans_id: count &log &optional;
		## Time from the question to the first answer.
		rtt: interval &log &optional;
		## The name in question.
		query: string &log &optional;
		## The class in question.
		qclass: count &log &optional;
		## Its name.
		qclass_name: string &log &optional;
		## The type in question.
		qtype: count &log &optional;
		## Its name.
		qtype_name: string &log &optional;
		## The response code.
		rcode: count &log &optional;
		## Its name.
		rcode_name: string &log &optional;
		## The answering server has authority over the name.
		AA: bool &log &default=F;
		## The message was cut.
		TC: bool &log &default=F;
		## Who asks wants recursion.
		RD: bool &log &default=F;
		## The answering server offers recursion.
		RA: bool &log &default=F;
		## The reserved bits of the header, of the question.
		Z: count &log &default=0;
		## What the records of the answer section say.
		answers: vector of string &log &optional;
		## How long each of them may be kept.
		TTLs: vector of interval &log &optional;
		## The question was rejected.
		rejected: bool &log &default=F;
		## The kind of message.
		opcode: count &log &optional;
		## Its name.
		opcode_name: string &log &optional;

		## How many records the answer section has.
		total_answers: count &optional;
		## How many records answer, authority and additional section have together.
		total_replies: count &optional;
		## The question was seen to its end.
		saw_query: bool &default=F;
		## The answer was seen to its end.
		saw_reply: bool &default=F;
	};

	## Raised with each line of the log.
	global log_dns: event(rec: Info);

	## Decides over each line of the log.
	global log_policy: Log::PolicyHook;

	## Runs for each record of an answer; reply is what it says, in a word or a few.
	global do_reply: hook(c: connection, msg: dns_msg, ans: dns_answer, reply: string);

	## Runs for each message and sees to it that c$dns is the line that it belongs to.
	global set_session: hook(c: connection, msg: dns_msg, is_query: bool);

	## Messages without a partner, by transaction.
	type PendingMessages: table[count] of Queue::Queue;

	## Messages with equal numbers that may wait for a partner; the oldest are logged when there are more.
	option max_pending_msgs = 50;

	## Numbers of which messages may wait for a partner; all are logged when there are more.
	option max_pending_query_ids = 50;

	## Responders, with ports, whose answers are expected to come without a question.
	option skip_resp_host_port_pairs: set[addr, port] = {
		[224.0.0.251, 5353/udp],
		[[ff02::fb], 5353/udp],
	};

	## What a connection keeps between messages.
	type State: record {
		## The one question that waits, in the usual case that there is no more than one.
		pending_query: Info &optional;
		## Further questions that wait.
		pending_queries: PendingMessages &optional;
		## Answers that came before their question.
		pending_replies: PendingMessages &optional;
	};

	## Runs when a connection ends.
	global finalize_dns: Conn::RemovalHook;
}

redef record connection += {
	## The line that the message at hand belongs to.
	dns: Info &optional;
	## What is kept between messages.
	dns_state: State &optional;
};

event zeek_init() &priority=5
	{
	Log::create_stream(LOG, Log::Stream($columns=Info, $ev=log_dns, $path="dns", $policy=log_policy));
	Analyzer::register_for_ports(Analyzer::ANALYZER_DNS, ports);
	}

function new_session(c: connection, trans_id: count): Info
	{
	return Info($ts=network_time(), $uid=c$uid, $id=c$id, $proto=get_port_transport_proto(c$id$resp_p),
	            $trans_id=trans_id);
	}

function log_unmatched_msgs_queue(q: Queue::Queue)
	{
	while ( Queue::len(q) > 0 )
		{
		local info: Info = Queue::get(q);
		Log::write(LOG, info);
		}
	}

function log_unmatched_msgs(msgs: PendingMessages)
	{
	for ( id, q in msgs )
		log_unmatched_msgs_queue(q);

	clear_table(msgs);
	}

function enqueue_new_msg(msgs: PendingMessages, id: count, msg: Info)
	{
	if ( id !in msgs )
		{
		if ( |msgs| > max_pending_query_ids )
			log_unmatched_msgs(msgs);

		msgs[id] = Queue::init();
		}
	else if ( Queue::len(msgs[id]) > max_pending_msgs )
		{
		log_unmatched_msgs_queue(msgs[id]);
		msgs[id] = Queue::init();
		}

	Queue::put(msgs[id], msg);
	}

function pop_msg(msgs: PendingMessages, id: count): Info
	{
	local msg: Info = Queue::get(msgs[id]);

	if ( Queue::len(msgs[id]) == 0 )
		delete msgs[id];

	return msg;
	}

# The line that a question belongs to: that of an answer which came too early, else a new one.
function session_of_query(c: connection, id: count): Info
	{
	local state = c$dns_state;

	if ( state?$pending_replies && id in state$pending_replies )
		return pop_msg(state$pending_replies, id);

	# As new_session does, but without a call: this is where nearly all lines begin.
	local info = Info($ts=network_time(), $uid=c$uid, $id=c$id, $proto=get_port_transport_proto(c$id$resp_p), $trans_id=id);

	if ( ! state?$pending_query )
		{
		state$pending_query = info;
		return info;
		}

	if ( ! state?$pending_queries )
		state$pending_queries = table();

	enqueue_new_msg(state$pending_queries, id, info);
	return info;
	}

# Fills the place of the question that has found its answer, so that questions keep their order: one with
# the same number first, else any.
function refill_pending_query(state: State, id: count)
	{
	if ( |state$pending_queries| == 0 )
		return;

	local next_id = id;

	if ( id !in state$pending_queries )
		for ( other, q in state$pending_queries )
			{
			next_id = other;
			break;
			}

	state$pending_query = pop_msg(state$pending_queries, next_id);
	}

# The line that an answer belongs to: that of its question, else a new one.
function session_of_reply(c: connection, id: count): Info
	{
	local state = c$dns_state;

	if ( state?$pending_query )
		{
		local query = state$pending_query;

		if ( query$trans_id == id )
			{
			delete state$pending_query;

			if ( state?$pending_queries )
				refill_pending_query(state, id);

			return query;
			}
		}

	if ( state?$pending_queries && id in state$pending_queries )
		return pop_msg(state$pending_queries, id);

	local info = new_session(c, id);

	if ( ! state?$pending_replies )
		state$pending_replies = table();

	enqueue_new_msg(state$pending_replies, id, info);
	return info;
	}

hook set_session(c: connection, msg: dns_msg, is_query: bool) &priority=5
	{
	if ( ! c?$dns_state )
		{
		c$dns_state = State();
		Conn::register_removal_hook(c, finalize_dns);
		}

	local info = is_query ? session_of_query(c, msg$id) : session_of_reply(c, msg$id);
	c$dns = info;

	if ( ! info?$opcode )
		{
		local opcode = msg$opcode;
		info$opcode = opcode;
		info$opcode_name = msg$is_netbios ? netbios_opcodes[opcode] : opcodes[opcode];
		}

	if ( is_query )
		return;

	local rcode = msg$rcode;
	info$rcode = rcode;
	info$rcode_name = base_errors[rcode];

	local answers = msg$num_answers;

	if ( ! info?$total_answers )
		info$total_answers = answers;

	if ( ! info?$total_replies )
		info$total_replies = answers + msg$num_addl + msg$num_auth;

	if ( rcode != 0 && msg$num_queries == 0 )
		info$rejected = T;
	}

# Whether messages of this kind are logged at all: queries, notifications, updates, and what NetBIOS calls registrations.
# Most are queries: who has to know it for each message looks for that first, without a call.
function is_tracked(opcode: count): bool
	{
	return opcode == DNS_OP_QUERY || opcode == DNS_OP_DYNAMIC_UPDATE || opcode == DNS_OP_NOTIFY;
	}

event dns_message(c: connection, is_orig: bool, msg: dns_msg, len: count) &priority=5
	{
	if ( msg$opcode == DNS_OP_QUERY || is_tracked(msg$opcode) )
		hook set_session(c, msg, ! msg$QR);
	}

hook DNS::do_reply(c: connection, msg: dns_msg, ans: dns_answer, reply: string) &priority=5
	{
	# Who asks may send records too; they answer nothing.
	if ( ! msg$QR || ( msg$opcode != DNS_OP_QUERY && ! is_tracked(msg$opcode) ) )
		return;

	local section = ans$answer_type;

	if ( section == DNS_AUTH || section == DNS_ADDL )
		return;

	if ( ! c?$dns )
		{
		if ( [c$id$resp_h, c$id$resp_p] !in skip_resp_host_port_pairs )
			Reporter::conn_weird("dns_unmatched_reply", c);

		hook set_session(c, msg, F);
		}

	local info = c$dns;

	if ( ! info?$query && ans$query != "" )
		info$query = ans$query;

	# All answers are of one message: what it says of itself is noted with the first.
	if ( ! info?$answers )
		{
		info$AA = msg$AA;
		info$RA = msg$RA;
		local rtt = network_time() - info$ts;

		# No time has passed if the question was not seen.
		if ( rtt > 0 sec )
			info$rtt = rtt;

		if ( reply == "" )
			return;

		info$answers = vector();
		info$TTLs = vector();
		}
	else if ( reply == "" )
		return;

	# Within an update, a record that is not to go is to come (RFC 2136, section 2.5).
	if ( section == DNS_UPDATE && ! starts_with(reply, "del:") )
		info$answers += fmt("add: %s", reply);
	else
		info$answers += reply;

	info$TTLs += ans$TTL;
	}

event dns_end(c: connection, msg: dns_msg) &priority=5
	{
	if ( ! c?$dns )
		return;

	if ( msg$QR )
		c$dns$saw_reply = T;
	else
		c$dns$saw_query = T;
	}

event dns_end(c: connection, msg: dns_msg) &priority=-5
	{
	if ( ! c?$dns )
		return;

	local info = c$dns;

	if ( info$saw_reply && info$saw_query )
		{
		Log::write(LOG, info);
		delete c$dns;
		}
	}

event dns_request(c: connection, msg: dns_msg, query: string, qtype: count, qclass: count, original_query: string) &priority=5
	{
	if ( ! c?$dns || ( msg$opcode != DNS_OP_QUERY && ! is_tracked(msg$opcode) ) )
		return;

	local info = c$dns;
	info$RD = msg$RD;
	info$TC = msg$TC;
	info$Z = msg$Z;
	info$qclass = qclass;
	info$qclass_name = classes[qclass];
	info$qtype = qtype;
	info$qtype_name = query_types[qtype];
	info$query = query;

	if ( c$id$resp_p == 137/udp )
		{
		# NetBIOS has its own names and its own meaning of one of the types.
		local name = decode_netbios_name(query);

		if ( |name| > 0 )
			info$query = name;

		if ( info$qtype_name == "SRV" )
			info$qtype_name = "NBSTAT";
		}
	}

event dns_rejected(c: connection, msg: dns_msg, query: string, qtype: count, qclass: count, original_query: string) &priority=5
	{
	if ( c?$dns )
		c$dns$rejected = T;
	}

# An address within an update, with whose it is.
function updated_address(msg: dns_msg, ans: dns_answer, kind: string, a: addr): string
	{
	return msg$is_netbios ? cat(a) : fmt("%s %s %s", kind, ans$query, a);
	}

event dns_unknown_reply(c: connection, msg: dns_msg, ans: dns_answer) &priority=5
	{
	hook DNS::do_reply(c, msg, ans, fmt("<unknown type=%s>", ans$qtype));
	}

event dns_A_reply(c: connection, msg: dns_msg, ans: dns_answer, a: addr) &priority=5
	{
	hook DNS::do_reply(c, msg, ans, msg$opcode == DNS_OP_DYNAMIC_UPDATE ? updated_address(msg, ans, "A", a) : cat(a));
	}

event dns_AAAA_reply(c: connection, msg: dns_msg, ans: dns_answer, a: addr) &priority=5
	{
	hook DNS::do_reply(c, msg, ans, msg$opcode == DNS_OP_DYNAMIC_UPDATE ? updated_address(msg, ans, "AAAA", a) : cat(a));
	}

event dns_A6_reply(c: connection, msg: dns_msg, ans: dns_answer, a: addr) &priority=5
	{
	hook DNS::do_reply(c, msg, ans, msg$opcode == DNS_OP_DYNAMIC_UPDATE ? updated_address(msg, ans, "A6", a) : cat(a));
	}

event dns_NS_reply(c: connection, msg: dns_msg, ans: dns_answer, name: string) &priority=5
	{
	hook DNS::do_reply(c, msg, ans, name);
	}

event dns_CNAME_reply(c: connection, msg: dns_msg, ans: dns_answer, name: string) &priority=5
	{
	hook DNS::do_reply(c, msg, ans, name);
	}

event dns_PTR_reply(c: connection, msg: dns_msg, ans: dns_answer, name: string) &priority=5
	{
	hook DNS::do_reply(c, msg, ans, name);
	}

event dns_MX_reply(c: connection, msg: dns_msg, ans: dns_answer, name: string, preference: count) &priority=5
	{
	hook DNS::do_reply(c, msg, ans, name);
	}

event dns_SOA_reply(c: connection, msg: dns_msg, ans: dns_answer, soa: dns_soa) &priority=5
	{
	hook DNS::do_reply(c, msg, ans, soa$mname);
	}

event dns_SRV_reply(c: connection, msg: dns_msg, ans: dns_answer, target: string, priority: count, weight: count, p: count) &priority=5
	{
	hook DNS::do_reply(c, msg, ans, target);
	}

event dns_WKS_reply(c: connection, msg: dns_msg, ans: dns_answer) &priority=5
	{
	hook DNS::do_reply(c, msg, ans, "");
	}

event dns_NAPTR_reply(c: connection, msg: dns_msg, ans: dns_answer, naptr: dns_naptr_rr) &priority=5
	{
	local target = naptr$regexp;

	if ( naptr$regexp != "" && naptr$replacement != "" )
		target += " ";

	target += naptr$replacement;
	hook DNS::do_reply(c, msg, ans, fmt("NAPTR %d %d %s %s %s", naptr$order, naptr$preference, naptr$flags, naptr$service, target));
	}

# Strings of a record, each with its length, behind a word.
function texts(word: string, strs: string_vec): string
	{
	local parts: string_vec = vector();

	for ( i, s in strs )
		parts += fmt("%s %d %s", word, |s|, s);

	return join_string_vec(parts, " ");
	}

event dns_TXT_reply(c: connection, msg: dns_msg, ans: dns_answer, strs: string_vec) &priority=5
	{
	hook DNS::do_reply(c, msg, ans, texts("TXT", strs));
	}

event dns_SPF_reply(c: connection, msg: dns_msg, ans: dns_answer, strs: string_vec) &priority=5
	{
	hook DNS::do_reply(c, msg, ans, texts("SPF", strs));
	}

event dns_BINDS(c: connection, msg: dns_msg, ans: dns_answer, binds: dns_binds_rr) &priority=5
	{
	hook DNS::do_reply(c, msg, ans, "BIND9 signing signal");
	}

event dns_SSHFP(c: connection, msg: dns_msg, ans: dns_answer, algo: count, fptype: count, fingerprint: string) &priority=5
	{
	hook DNS::do_reply(c, msg, ans, fmt("SSHFP: %s", bytestring_to_hexstr(fingerprint)));
	}

event dns_LOC(c: connection, msg: dns_msg, ans: dns_answer, loc: dns_loc_rr) &priority=5
	{
	hook DNS::do_reply(c, msg, ans, fmt("LOC:  %d %d %d", loc$size, loc$horiz_pre, loc$vert_pre));
	}

event dns_RRSIG(c: connection, msg: dns_msg, ans: dns_answer, rrsig: dns_rrsig_rr) &priority=5
	{
	local signer = rrsig$signer_name == "" ? "<Root>" : rrsig$signer_name;
	hook DNS::do_reply(c, msg, ans, fmt("RRSIG %d %s", rrsig$type_covered, signer));
	}

event dns_DNSKEY(c: connection, msg: dns_msg, ans: dns_answer, dnskey: dns_dnskey_rr) &priority=5
	{
	hook DNS::do_reply(c, msg, ans, fmt("DNSKEY %d", dnskey$algorithm));
	}

event dns_NSEC(c: connection, msg: dns_msg, ans: dns_answer, next_name: string, bitmaps: string_vec) &priority=5
	{
	hook DNS::do_reply(c, msg, ans, fmt("NSEC %s %s", ans$query, next_name));
	}

event dns_NSEC3(c: connection, msg: dns_msg, ans: dns_answer, nsec3: dns_nsec3_rr) &priority=5
	{
	hook DNS::do_reply(c, msg, ans, "NSEC3");
	}

event dns_NSEC3PARAM(c: connection, msg: dns_msg, ans: dns_answer, nsec3param: dns_nsec3param_rr) &priority=5
	{
	hook DNS::do_reply(c, msg, ans, "NSEC3PARAM");
	}

event dns_DS(c: connection, msg: dns_msg, ans: dns_answer, ds: dns_ds_rr) &priority=5
	{
	hook DNS::do_reply(c, msg, ans, fmt("DS %d %d", ds$algorithm, ds$digest_type));
	}

# RFC 2136, section 2.4: a name or a set of records has to exist (class ANY) or must not (NONE).
event dns_dynamic_update_pre(c: connection, msg: dns_msg, ans: dns_answer) &priority=5
	{
	local absent = ans$qclass == NONE;
	local what: string;

	if ( ans$qtype == ANY )
		what = absent ? "NameNotInUse" : "NameInUse";
	else
		what = fmt("%s %s", absent ? "NoRRSet" : "RRSetExists", query_types[ans$qtype]);

	hook DNS::do_reply(c, msg, ans, fmt("pre: %s %s", what, ans$query));
	}

# RFC 2136, section 2.5: one record of a set (class NONE), a set, or all sets of a name.
event dns_dynamic_update_del(c: connection, msg: dns_msg, ans: dns_answer) &priority=5
	{
	local what: string;

	if ( ans$qclass == NONE )
		what = fmt("RR %s %s", query_types[ans$qtype], ans$query);
	else if ( ans$qtype == ANY )
		what = fmt("RRSet * %s", ans$query);
	else
		what = fmt("RRSet %s", query_types[ans$qtype]);

	hook DNS::do_reply(c, msg, ans, fmt("del: %s", what));
	}

hook finalize_dns(c: connection)
	{
	if ( ! c?$dns_state )
		return;

	local state = c$dns_state;

	if ( state?$pending_query )
		Log::write(LOG, state$pending_query);

	if ( state?$pending_queries )
		log_unmatched_msgs(state$pending_queries);

	if ( state?$pending_replies )
		log_unmatched_msgs(state$pending_replies);
	}
