##! smtp.log: a line for each mail, written when the server has answered its end. A session without any
##! mail has a line too if there was more in it than greetings.

@load base/frameworks/logging
@load base/frameworks/analyzer
@load base/frameworks/notice/weird
@load base/protocols/conn/removal-hooks
@load base/utils/addrs
@load base/utils/directions-and-hosts
@load base/utils/email

module SMTP;

export {
	redef enum Log::ID += { LOG };

	## Ports of mail servers.
	const ports = { 25/tcp, 587/tcp } &redef;

	redef likely_server_ports += { ports };

	## A line of smtp.log.
	type Info: record {
		## When the first of it was seen.
		ts: time &log;
		## Unique name of the connection.
		uid: string &log;
		## Addresses and ports.
		id: conn_id &log;
		## Number of the mail in its connection, counted from 1.
		trans_depth: count &log;
		## How the client greeted.
		helo: string &log &optional;
		## The sender in the envelope.
		mailfrom: string &log &optional;
		## The recipients in the envelope.
		rcptto: set[string] &log &optional;
		## The header Date.
		date: string &log &optional;
		## The header From.
		from: string &log &optional;
		## The addresses in the header To.
		to: set[string] &log &optional;
		## The addresses in the header Cc.
		cc: set[string] &log &optional;
		## The header Reply-To.
		reply_to: string &log &optional;
		## The header Message-ID.
		msg_id: string &log &optional;
		## The header In-Reply-To.
		in_reply_to: string &log &optional;
		## The header Subject.
		subject: string &log &optional;
		## The address in the header X-Originating-IP.
		x_originating_ip: addr &log &optional;
		## The header Received that was added first.
		first_received: string &log &optional;
		## The one added after it.
		second_received: string &log &optional;
		## The last reply of the server.
		last_reply: string &log &optional;
		## The way of the mail, last host first, as headers tell it.
		path: vector of addr &log &optional;
		## The program that the mail was written with.
		user_agent: string &log &optional;
		## The session went on with TLS.
		tls: bool &log &default=F;
		## Follow the way further.
		process_received_from: bool &default=T;
		## The client did more than greet.
		has_client_activity: bool &default=F;
		## Headers at hand are those of the mail itself.
		process_smtp_headers: bool &default=T;
		## Entities seen in this mail.
		entity_count: count &default=0;
	};

	## What a session keeps between mails.
	type State: record {
		## How the client greeted.
		helo: string &optional;
		## Mails that were transferred.
		messages_transferred: count &default=0;
		## Mails that wait to be logged.
		pending_messages: set[Info] &optional;
		## MAIL was seen for the mail at hand.
		trans_mail_from_seen: bool &default=F;
		## RCPT was seen for the mail at hand.
		trans_rcpt_to_seen: bool &default=F;
		## Mails whose commands do not fit together.
		invalid_transactions: count &default=0;
		## The latest BDAT announced the last chunk.
		bdat_last_observed: bool &default=F;
		## The analyzer.
		analyzer_id: count &optional;
	};

	## Whose addresses the way of a mail is followed over.
	option mail_path_capture = ALL_HOSTS;

	## Watch whether RCPT comes after MAIL and DATA after RCPT.
	option mail_transaction_validation = T;

	## After so many mails that break this order, a session is left alone.
	option max_invalid_mail_transactions = 25;

	## Most recipients in the envelope that are logged.
	const max_rcptto_addresses = 1000 &redef;

	## Most addresses in the header To that are logged.
	const max_to_addresses = 1000 &redef;

	## Most addresses in the header Cc that are logged.
	const max_cc_addresses = 1000 &redef;

	## Most hosts of a mail's way that are logged.
	const max_path_length = 1000 &redef;

	## A line of the log in few words.
	global describe: function(rec: Info): string;

	## Raised with each line of the log.
	global log_smtp: event(rec: Info);

	## Decides over each line of the log.
	global log_policy: Log::PolicyHook;

	## Runs when a connection ends.
	global finalize_smtp: Conn::RemovalHook;
}

redef record connection += {
	## The mail at hand.
	smtp: Info &optional;
	## What is kept between mails.
	smtp_state: State &optional;
};

event zeek_init() &priority=5
	{
	Log::create_stream(LOG, Log::Stream($columns=Info, $ev=log_smtp, $path="smtp", $policy=log_policy));
	Analyzer::register_for_ports(Analyzer::ANALYZER_SMTP, ports);
	}

# The address of the host that a Received header tells of: the name in front of it may be an address as well.
function find_address_in_smtp_header(header: string): string
	{
	local addresses = extract_ip_addresses(header);

	if ( |addresses| == 0 )
		return "";

	return |addresses| == 1 ? addresses[0] : addresses[1];
	}

function new_smtp_log(c: connection): Info
	{
	local info = Info($ts=network_time(), $uid=c$uid, $id=c$id,
	                  $trans_depth=c$smtp_state$messages_transferred + 1,
	                  $path=vector(c$id$resp_h, c$id$orig_h));

	if ( c$smtp_state?$helo )
		info$helo = c$smtp_state$helo;

	return info;
	}

function set_smtp_session(c: connection)
	{
	if ( ! c?$smtp_state )
		{
		c$smtp_state = State();
		Conn::register_removal_hook(c, finalize_smtp);
		}

	if ( ! c?$smtp )
		c$smtp = new_smtp_log(c);
	}

# Logs the mail at hand, if there is one, and makes room for the next.
function smtp_message(c: connection)
	{
	if ( ! c$smtp$has_client_activity )
		return;

	Log::write(LOG, c$smtp);
	c$smtp = new_smtp_log(c);
	}

function mail_transaction_invalid(c: connection, addl: string)
	{
	local state = c$smtp_state;

	Reporter::conn_weird("smtp_mail_transaction_invalid", c, addl, "SMTP");

	if ( ++state$invalid_transactions <= max_invalid_mail_transactions || ! state?$analyzer_id )
		return;

	Reporter::conn_weird("smtp_excessive_invalid_mail_transactions", c, cat(state$invalid_transactions), "SMTP");
	disable_analyzer(c$id, state$analyzer_id);
	}

# The address in the argument of MAIL or RCPT. Bounces have an empty one.
function envelope_address(arg: string): string
	{
	local path = gsub(sub(arg, /^[^:]*:[[:blank:]]*/, ""), /[[:blank:]].*$/, "");

	return path == "<>" ? path : gsub(path, /[<>]/, "");
	}

event analyzer_confirmation_info(atype: AllAnalyzers::Tag, info: AnalyzerConfirmationInfo)
	{
	if ( atype != Analyzer::ANALYZER_SMTP )
		return;

	set_smtp_session(info$c);
	info$c$smtp_state$analyzer_id = info$aid;
	}

event smtp_request(c: connection, is_orig: bool, command: string, arg: string) &priority=5
	{
	set_smtp_session(c);
	local state = c$smtp_state;

	switch ( to_upper(command) )
		{
		case "HELO", "EHLO":
			state$helo = arg;
			c$smtp$helo = arg;
			break;

		case "MAIL":
			# The reply to the mail before may not have been seen.
			smtp_message(c);

			c$smtp$mailfrom = envelope_address(arg);
			c$smtp$has_client_activity = T;
			state$trans_mail_from_seen = T;
			state$trans_rcpt_to_seen = F;
			break;

		case "RCPT":
			if ( mail_transaction_validation && ! state$trans_mail_from_seen )
				mail_transaction_invalid(c, "rcpt to missing mail from");

			if ( ! c$smtp?$rcptto )
				c$smtp$rcptto = set();

			if ( |c$smtp$rcptto| < max_rcptto_addresses )
				add c$smtp$rcptto[envelope_address(arg)];

			c$smtp$has_client_activity = T;
			state$trans_rcpt_to_seen = T;
			break;

		case "DATA", "BDAT":
			if ( mail_transaction_validation && ! state$trans_rcpt_to_seen )
				mail_transaction_invalid(c, fmt("%s missing rcpt to", to_lower(command)));

			c$smtp$has_client_activity = T;
			state$bdat_last_observed = / +LAST[[:blank:]]*$/i in arg;
			break;

		case "RSET", ".":
			state$trans_mail_from_seen = F;
			state$trans_rcpt_to_seen = F;
			break;
		}
	}

event smtp_reply(c: connection, is_orig: bool, code: count, cmd: string, msg: string, cont_resp: bool) &priority=5
	{
	set_smtp_session(c);
	c$smtp$last_reply = fmt("%d %s", code, msg);
	}

event smtp_reply(c: connection, is_orig: bool, code: count, cmd: string, msg: string, cont_resp: bool) &priority=-5
	{
	if ( cont_resp )
		return;

	local state = c$smtp_state;
	local is_bdat = cmd == "BDAT" && state$bdat_last_observed;

	if ( cmd != "." && ! is_bdat )
		return;

	if ( is_bdat )
		{
		state$trans_mail_from_seen = F;
		state$trans_rcpt_to_seen = F;
		state$bdat_last_observed = F;
		}

	++state$messages_transferred;
	smtp_message(c);
	}

event mime_one_header(c: connection, h: mime_header_rec) &priority=5
	{
	if ( ! c?$smtp || ! c$smtp$process_smtp_headers )
		return;

	local info = c$smtp;

	switch ( h$name )
		{
		case "MESSAGE-ID":
			info$msg_id = h$value;
			break;

		case "RECEIVED":
			if ( info?$first_received )
				info$second_received = info$first_received;

			info$first_received = h$value;
			break;

		case "IN-REPLY-TO":
			info$in_reply_to = h$value;
			break;

		case "SUBJECT":
			info$subject = h$value;
			break;

		case "FROM":
			info$from = h$value;
			break;

		case "REPLY-TO":
			info$reply_to = h$value;
			break;

		case "DATE":
			info$date = h$value;
			break;

		case "TO":
			if ( ! info?$to )
				info$to = set();

			for ( address in split_mime_email_addresses(h$value) )
				if ( |info$to| < max_to_addresses )
					add info$to[address];
			break;

		case "CC":
			if ( ! info?$cc )
				info$cc = set();

			for ( address in split_mime_email_addresses(h$value) )
				if ( |info$cc| < max_cc_addresses )
					add info$cc[address];
			break;

		case "X-ORIGINATING-IP":
			local found = extract_ip_addresses(h$value);

			if ( |found| > 0 )
				info$x_originating_ip = to_addr(found[0]);
			break;

		case "X-MAILER", "USER-AGENT", "X-USER-AGENT":
			info$user_agent = h$value;
			break;
		}
	}

# The way of the mail.
event mime_one_header(c: connection, h: mime_header_rec) &priority=3
	{
	if ( h$name != "RECEIVED" || ! c?$smtp || ! c$smtp$process_received_from )
		return;

	local text = find_address_in_smtp_header(h$value);

	if ( text == "" )
		return;

	local host = to_addr(text);
	local path = c$smtp$path;

	if ( ! addr_matches_host(host, mail_path_capture) && ! Site::is_private_addr(host) )
		c$smtp$process_received_from = F;

	if ( path[|path| - 1] != host && |path| < max_path_length )
		path += host;
	}

event smtp_starttls(c: connection) &priority=5
	{
	set_smtp_session(c);
	c$smtp$tls = T;
	c$smtp$has_client_activity = T;
	}

hook finalize_smtp(c: connection)
	{
	if ( c?$smtp )
		smtp_message(c);
	}

function describe(rec: Info): string
	{
	if ( ! rec?$mailfrom || ! rec?$rcptto )
		return "";

	local one_to = "";

	for ( recipient in rec$rcptto )
		{
		one_to = recipient;
		break;
		}

	if ( |rec$rcptto| > 1 )
		one_to = fmt("%s (plus %d others)", one_to, |rec$rcptto| - 1);

	local abbreviated = "";

	if ( rec?$subject )
		abbreviated = |rec$subject| > 20 ? rec$subject[0 : 20] + "..." : rec$subject;

	return fmt("%s -> %s%s", rec$mailfrom, one_to, abbreviated == "" ? "" : fmt(": %s", abbreviated));
	}
