##! What becomes of matches of signatures: a line in signatures.log, a notice, or nothing, by signature.

@load base/frameworks/notice

module Signatures;

export {
	redef enum Log::ID += { LOG };

	## Decides over each line of signatures.log.
	global log_policy: Log::PolicyHook;

	redef enum Notice::Type += {
		## A signature matched that is worth a notice.
		Sensitive_Signature,
		## A host matched several signatures.
		Multiple_Signatures,
		## A host matched one signature with several others.
		Multiple_Sig_Responders,
		## A signature matched a number of times.
		Count_Signature,
		## How often a signature matched.
		Signature_Summary,
	};

	## What becomes of a match.
	type Action: enum {
		## Nothing at all.
		SIG_IGNORE,
		## No line and no notice, but scans are looked for.
		SIG_QUIET,
		## A line.
		SIG_LOG,
		## A line, and scans are not looked for.
		SIG_FILE_BUT_NO_SCAN,
		## A line and a notice.
		SIG_ALARM,
		## A line, and a notice once for each originator.
		SIG_ALARM_PER_ORIG,
		## A line, and a notice once.
		SIG_ALARM_ONCE,
		## A line, and notices when the matches with a responder reach certain numbers.
		SIG_COUNT_PER_RESP,
		## No line; a notice with the number of matches of an originator.
		SIG_SUMMARY,
	};

	## A line of signatures.log.
	type Info: record {
		## When it matched.
		ts: time &log;
		## The connection.
		uid: string &log &optional;
		## The host that matched, by who sent what matched.
		src_addr: addr &log &optional;
		## Its port.
		src_port: port &log &optional;
		## The other host.
		dst_addr: addr &log &optional;
		## Its port.
		dst_port: port &log &optional;
		## The kind of notice that it would be.
		note: Notice::Type &log;
		## The signature.
		sig_id: string &log &optional;
		## What happened, for people.
		event_msg: string &log &optional;
		## What matched, or more about it.
		sub_msg: string &log &optional;
		## How many signatures there are, of a host.
		sig_count: count &log &optional;
		## How many hosts there are, of a signature.
		host_count: count &log &optional;
	};

	## What becomes of matches, by signature; without an entry: a line and a notice.
	global actions: table[string] of Action = { ["unspecified"] = SIG_IGNORE } &redef &default=SIG_ALARM;

	## Signatures that others work with.
	option ignored_ids = /NO_DEFAULT_MATCHES/;

	## So many hosts that match one signature are worth a notice.
	const horiz_scan_thresholds = set(5, 10, 50, 100, 500, 1000) &redef;

	## So many signatures that one host matches are worth a notice.
	const vert_scan_thresholds = set(5, 10, 50, 100, 500, 1000) &redef;

	## So many matches of a signature that is counted are worth a notice.
	const count_thresholds = set(5, 10, 50, 100, 500, 1000, 10000, 1000000) &redef;

	## How often sums are told.
	option summary_interval = 1 day;

	## Raised with each line of signatures.log.
	global log_signature: event(rec: Info);
}

global horiz_table: table[addr, string] of addr_set &read_expire=1 hr;
global vert_table: table[addr, addr] of string_set &read_expire=1 hr;
global last_hthresh: table[addr] of count &default=0 &read_expire=1 hr;
global last_vthresh: table[addr] of count &default=0 &read_expire=1 hr;
global count_per_resp: table[addr, string] of count &default=0 &read_expire=1 hr;
global count_per_orig: table[addr, string] of count &default=0 &read_expire=1 hr;
global did_sig_log: set[string] &read_expire=1 hr;

event zeek_init() &priority=5
	{
	Log::create_stream(LOG, Log::Stream($columns=Info, $ev=log_signature, $path="signatures", $policy=log_policy));
	}

# The number of matches of an originator is told.
event Signatures::sig_summary(orig: addr, sig_id: string, msg: string)
	{
	NOTICE(Notice::Info($note=Signature_Summary, $src=orig, $n=count_per_orig[orig, sig_id],
	                    $msg=fmt("%s: %s", orig, msg), $sub=fmt("%d matches of %s", count_per_orig[orig, sig_id], sig_id)));
	}

# A host that matched one signature with many others.
function look_for_horizontal(orig: addr, resp: addr, sig_id: string, msg: string)
	{
	if ( [orig, sig_id] !in horiz_table )
		horiz_table[orig, sig_id] = set();

	add horiz_table[orig, sig_id][resp];
	local n = |horiz_table[orig, sig_id]|;

	if ( n !in horiz_scan_thresholds || n == last_hthresh[orig] )
		return;

	last_hthresh[orig] = n;
	local text = fmt("%s has triggered signature %s on %d hosts", orig, sig_id, n);
	Log::write(LOG, Info($ts=network_time(), $note=Multiple_Sig_Responders, $src_addr=orig, $sig_id=sig_id,
	                     $event_msg=msg, $host_count=n, $sub_msg=text));
	NOTICE(Notice::Info($note=Multiple_Sig_Responders, $src=orig, $msg=msg, $n=n, $sub=text));
	}

# A host that matched many signatures with one other.
function look_for_vertical(orig: addr, resp: addr, sig_id: string)
	{
	if ( [orig, resp] !in vert_table )
		vert_table[orig, resp] = set();

	add vert_table[orig, resp][sig_id];
	local n = |vert_table[orig, resp]|;

	if ( n !in vert_scan_thresholds || n == last_vthresh[orig] )
		return;

	last_vthresh[orig] = n;
	local text = fmt("%s has triggered %d different signatures on host %s", orig, n, resp);
	Log::write(LOG, Info($ts=network_time(), $note=Multiple_Signatures, $src_addr=orig, $dst_addr=resp,
	                     $sig_id=sig_id, $event_msg=fmt("%s different signatures triggered", n),
	                     $sub_msg=text, $sig_count=n));
	NOTICE(Notice::Info($note=Multiple_Signatures, $src=orig, $dst=resp, $msg=text, $n=n));
	}

event signature_match(state: signature_state, msg: string, data: string)
	{
	local sig_id = state$sig_id;
	local action = actions[sig_id];

	if ( action == SIG_IGNORE || ignored_ids in sig_id )
		return;

	# Long matches are of no use in a log.
	if ( |data| > 140 )
		data = fmt("%s...", sub_bytes(data, 0, 140));

	local id = state$conn$id;
	local src = state$is_orig ? id$orig_h : id$resp_h;
	local src_port = state$is_orig ? id$orig_p : id$resp_p;
	local dst = state$is_orig ? id$resp_h : id$orig_h;
	local dst_port = state$is_orig ? id$resp_p : id$orig_p;

	if ( action == SIG_COUNT_PER_RESP )
		{
		local n = ++count_per_resp[dst, sig_id];

		if ( n in count_thresholds )
			NOTICE(Notice::Info($note=Count_Signature, $conn=state$conn, $msg=msg, $n=n,
			                    $sub=fmt("%d matches of signature %s on host %s", n, sig_id, dst)));
		}

	if ( action != SIG_QUIET && action != SIG_SUMMARY )
		Log::write(LOG, Info($ts=network_time(), $note=Sensitive_Signature, $uid=state$conn$uid, $src_addr=src,
		                     $src_port=src_port, $dst_addr=dst, $dst_port=dst_port,
		                     $event_msg=fmt("%s: %s", src, msg), $sig_id=sig_id, $sub_msg=data));

	local notice = F;

	if ( action == SIG_ALARM_ONCE )
		{
		if ( sig_id !in did_sig_log )
			{
			notice = T;
			add did_sig_log[sig_id];
			}
		}
	else if ( action == SIG_ALARM_PER_ORIG )
		notice = ++count_per_orig[src, sig_id] == 1;
	else if ( action == SIG_SUMMARY )
		{
		if ( ++count_per_orig[src, sig_id] == 1 )
			schedule summary_interval { Signatures::sig_summary(src, sig_id, msg) };
		}
	else
		notice = action == SIG_ALARM;

	if ( notice )
		NOTICE(Notice::Info($note=Sensitive_Signature, $conn=state$conn, $src=src, $dst=dst,
		                    $msg=fmt("%s: %s", src, msg), $sub=data));

	if ( action == SIG_FILE_BUT_NO_SCAN || action == SIG_SUMMARY )
		return;

	look_for_horizontal(src, dst, sig_id, msg);
	look_for_vertical(src, dst, sig_id);
	}
