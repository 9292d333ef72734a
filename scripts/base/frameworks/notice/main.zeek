##! Notices: what scripts find worth telling. A script raises one with NOTICE; Notice::policy, a hook,
##! decides what becomes of it. By default it is logged, and suppressed for a while if it comes again.

@load base/frameworks/logging
@load base/frameworks/files
@load base/utils/conn-ids

module Notice;

export {
	redef enum Log::ID += {
		LOG,
		ALARM_LOG,
	};

	## Kinds of notices. Each script that raises some adds its own.
	type Type: enum {
		## Sums up notices of another kind.
		Tally,
	};

	## What becomes of a notice.
	type Action: enum {
		## Nothing.
		ACTION_NONE,
		## It goes to notice.log.
		ACTION_LOG,
		## It is mailed to Notice::mail_dest.
		ACTION_EMAIL,
		## It goes to notice_alarm.log, which is mailed when it is rotated.
		ACTION_ALARM,
	};

	type ActionSet: set[Notice::Action];

	## What a notice tells about a file.
	type FileInfo: record {
		## Its unique name.
		fuid: string;
		## What to tell people about it.
		desc: string;
		## Its type.
		mime: string &optional;
		## The connection that carries it.
		cid: conn_id &optional;
		## The unique name of the connection.
		cuid: string &optional;
	};

	## A notice.
	type Info: record {
		## When it was raised.
		ts: time &log &optional;
		## The connection it is about.
		uid: string &log &optional;
		## Addresses and ports of the connection.
		id: conn_id &log &optional;
		## A shorthand for uid and id.
		conn: connection &optional;
		## A shorthand for fuid, file_mime_type, file_desc and, for a file of one connection, uid and id.
		f: fa_file &optional;
		## The file it is about.
		fuid: string &log &optional;
		## The type of the file.
		file_mime_type: string &log &optional;
		## What to tell people about the file.
		file_desc: string &log &optional;
		## The transport protocol.
		proto: transport_proto &log &optional;
		## Its kind.
		note: Type &log;
		## What happened, for people.
		msg: string &log &optional;
		## More of it.
		sub: string &log &optional;
		## Who did it.
		src: addr &log &optional;
		## To whom.
		dst: addr &log &optional;
		## At which port.
		p: port &log &optional;
		## A number or code that goes with it.
		n: count &log &optional;
		## The node that raised it.
		peer_name: string &optional;
		## The node that raised it, for people.
		peer_descr: string &log &optional;
		## What becomes of it.
		actions: ActionSet &log &default=ActionSet();
		## Further addresses that it is mailed to.
		email_dest: set[string] &log &default=set();
		## Parts of the mail that extensions add.
		email_body_sections: vector of string &optional;
		## Extensions that are not ready: the mail waits for them, for Notice::max_email_delay at most.
		email_delay_tokens: set[string] &optional;
		## What makes another notice of this kind the same one. Without it nothing is suppressed.
		identifier: string &optional;
		## For how long the same notice is suppressed; 0: not at all.
		suppress_for: interval &log &optional;
	};

	## Kinds that are dropped.
	option ignored_types: set[Notice::Type] = {};

	## Kinds that are mailed.
	option emailed_types: set[Notice::Type] = {};

	## Kinds that go to the alarm log.
	option alarmed_types: set[Notice::Type] = {};

	## Kinds that are never suppressed.
	option not_suppressed_types: set[Notice::Type] = {};

	## For how long notices are suppressed.
	option default_suppression_interval = 1 hr;

	## Between nodes: how long what begins to be suppressed waits for more of it, and how much of it travels together.
	option suppression_batch_period = 10 msec;
	option suppression_batch_max_size = 50;

	## For how long notices of some kinds are suppressed.
	const type_suppression_intervals: table[Notice::Type] of interval = {} &redef;

	## Decides what becomes of a notice. break ends the decision.
	global policy: hook(n: Notice::Info);

	## Carries out what was decided.
	global notice: hook(n: Notice::Info);

	## The program that sends mail.
	option sendmail = "/usr/sbin/sendmail";

	## Where mail goes; empty: nowhere.
	const mail_dest = "" &redef;

	## Who mail is from.
	option mail_from = "Zeek <zeek@localhost>";

	## Who answers go to; empty: to whom mail is from.
	option reply_to = "";

	## What subjects begin with.
	option mail_subject_prefix = "[Zeek]";

	## How long a mail waits for its extensions.
	const max_email_delay = 15 sec &redef;

	## The headers of a mail.
	global email_headers: function(subject_desc: string, dest: string): string;

	## Mails a notice; extend: with what extensions have to say.
	global email_notice_to: function(n: Info, dest: string, extend: bool);

	## Mails a rotated log to mail_dest.
	global log_mailing_postprocessor: function(info: Log::RotationInfo): bool;

	## Raised with each line of notice.log.
	global log_notice: event(rec: Info);

	## Raised when notices like one that was just raised are about to be suppressed.
	global begin_suppression: event(ts: time, suppress_for: interval, note: Type, identifier: string);

	## Raised in place of a notice that is suppressed.
	global suppressed: event(n: Notice::Info);

	## Whether a notice is being suppressed.
	global is_being_suppressed: function(n: Notice::Info): bool;

	## Fills in what follows from other fields and asks the policy.
	global apply_policy: function(n: Notice::Info);

	## What a notice tells about a file.
	global create_file_info: function(f: fa_file): Notice::FileInfo;

	## Tells a notice about a file.
	global populate_file_info: function(f: fa_file, n: Notice::Info);

	## Tells a notice about a file by what create_file_info gave.
	global populate_file_info2: function(fi: Notice::FileInfo, n: Notice::Info);

	## Decides over each line of notice.log.
	global log_policy: Log::PolicyHook;

	## Decides over each line of notice_alarm.log.
	global log_policy_alarm: Log::PolicyHook;
}

module GLOBAL;

## Raises a notice.
global NOTICE: function(n: Notice::Info);

module Notice;

## The time is up for mail that waited for its extensions.
global delay_sending_email: event(n: Notice::Info, dest: string, extend: bool);

# The time left until a notice is no longer suppressed.
function per_notice_suppression_interval(t: table[Notice::Type, string] of time, note: Notice::Type, identifier: string): interval
	{
	local left = t[note, identifier] - network_time();
	return left > 0 sec ? left : 0 sec;
	}

# Notices that are suppressed, with the time when that ends.
global suppressing: table[Type, string] of time = {}
	&create_expire=0 sec
	&expire_func=per_notice_suppression_interval;

event zeek_init() &priority=5
	{
	Log::create_stream(LOG, Log::Stream($columns=Info, $ev=log_notice, $path="notice", $policy=log_policy));
	Log::create_stream(ALARM_LOG, Log::Stream($columns=Info, $path="notice_alarm", $policy=log_policy_alarm));

	# Alarms are mailed when their log is rotated, unless somebody makes something nicer out of them.
	if ( ! reading_traces() && mail_dest != "" )
		Log::add_filter(ALARM_LOG, Log::Filter($name="alarm-mail", $path="alarm-mail",
		                                       $writer=Log::WRITER_ASCII, $interv=24 hr,
		                                       $postprocessor=log_mailing_postprocessor));
	}

function log_mailing_postprocessor(info: Log::RotationInfo): bool
	{
	if ( ! reading_traces() && mail_dest != "" )
		{
		local headers = email_headers(fmt("Log Contents: %s", info$fname), mail_dest);
		local message = fmt("%s.tmp", info$fname);
		local out = open(message);
		write_file(out, string_cat(headers, "\n"));
		close(out);

		system(fmt("/bin/cat %s %s | %s -t -oi && /bin/rm %s %s", safe_shell_quote(message),
		           safe_shell_quote(info$fname), sendmail, safe_shell_quote(message),
		           safe_shell_quote(info$fname)));
		}

	return T;
	}

hook Notice::policy(n: Notice::Info) &priority=10
	{
	if ( n$note in ignored_types )
		break;

	if ( n$note in not_suppressed_types )
		n$suppress_for = 0 sec;

	if ( n$note in alarmed_types )
		add n$actions[ACTION_ALARM];

	if ( n$note in emailed_types )
		add n$actions[ACTION_EMAIL];

	if ( n$note in type_suppression_intervals )
		n$suppress_for = type_suppression_intervals[n$note];

	# Hooks of lower priority may take this away again.
	add n$actions[ACTION_LOG];
	}

hook Notice::notice(n: Notice::Info) &priority=-5
	{
	if ( ACTION_EMAIL in n$actions )
		add n$email_dest[mail_dest];

	if ( ACTION_LOG in n$actions )
		Log::write(LOG, n);

	if ( ACTION_ALARM in n$actions )
		Log::write(ALARM_LOG, n);

	for ( dest in n$email_dest )
		email_notice_to(n, dest, T);

	if ( n?$identifier && n$suppress_for > 0 sec && [n$note, n$identifier] !in suppressing )
		{
		# At once, since the event is only handled after the one at hand.
		suppressing[n$note, n$identifier] = n$ts + n$suppress_for;
		event Notice::begin_suppression(n$ts, n$suppress_for, n$note, n$identifier);
		}
	}

event Notice::begin_suppression(ts: time, suppress_for: interval, note: Type, identifier: string)
	{
	suppressing[note, identifier] = ts + suppress_for;
	}

function is_being_suppressed(n: Notice::Info): bool
	{
	if ( ! n?$identifier || [n$note, n$identifier] !in suppressing )
		return F;

	event Notice::suppressed(n);
	return T;
	}

function create_file_info(f: fa_file): Notice::FileInfo
	{
	local fi = FileInfo($fuid=f$id, $desc=Files::describe(f));

	if ( f?$info && f$info?$mime_type )
		fi$mime = f$info$mime_type;

	if ( f?$conns && |f$conns| == 1 )
		for ( id, c in f$conns )
			{
			fi$cid = id;
			fi$cuid = c$uid;
			}

	return fi;
	}

function populate_file_info2(fi: Notice::FileInfo, n: Notice::Info)
	{
	if ( ! n?$fuid )
		n$fuid = fi$fuid;

	if ( ! n?$file_mime_type && fi?$mime )
		n$file_mime_type = fi$mime;

	n$file_desc = fi$desc;

	if ( ! n?$id && fi?$cid )
		n$id = fi$cid;

	if ( ! n?$uid && fi?$cuid )
		n$uid = fi$cuid;
	}

function populate_file_info(f: fa_file, n: Notice::Info)
	{
	populate_file_info2(create_file_info(f), n);
	}

function apply_policy(n: Notice::Info)
	{
	if ( ! n?$ts )
		n$ts = network_time();

	if ( n?$f )
		populate_file_info(n$f, n);

	if ( n?$conn )
		{
		if ( ! n?$id )
			n$id = n$conn$id;

		if ( ! n?$uid )
			n$uid = n$conn$uid;
		}

	if ( n?$id )
		{
		if ( ! n?$src )
			n$src = n$id$orig_h;

		if ( ! n?$dst )
			n$dst = n$id$resp_h;

		if ( ! n?$p )
			n$p = n$id$resp_p;
		}

	if ( n?$p && ! n?$proto )
		n$proto = get_port_transport_proto(n$p);

	if ( ! n?$email_body_sections )
		n$email_body_sections = vector();

	if ( ! n?$email_delay_tokens )
		n$email_delay_tokens = set();

	hook Notice::policy(n);

	if ( ! n?$suppress_for )
		n$suppress_for = default_suppression_interval;

	# They were shorthands; the notice may be kept or sent to other nodes, they shall not.
	delete n$conn;
	delete n$f;
	}

function GLOBAL::NOTICE(n: Notice::Info)
	{
	if ( Notice::is_being_suppressed(n) )
		return;

	Notice::apply_policy(n);
	hook Notice::notice(n);
	}

function email_headers(subject_desc: string, dest: string): string
	{
	local headers = fmt("From: %s\nSubject: %s %s\nTo: %s\nUser-Agent: Zeek-Notice/%s\n", mail_from,
	                    mail_subject_prefix, subject_desc, dest, zeek_version());

	if ( reply_to != "" )
		headers += fmt("Reply-To: %s\n", reply_to);

	return headers;
	}

event delay_sending_email(n: Notice::Info, dest: string, extend: bool)
	{
	email_notice_to(n, dest, extend);
	}

function email_notice_to(n: Notice::Info, dest: string, extend: bool)
	{
	if ( reading_traces() || dest == "" )
		return;

	if ( extend && n?$email_delay_tokens && |n$email_delay_tokens| > 0 )
		{
		if ( n$ts + max_email_delay > network_time() )
			{
			schedule 1 sec { delay_sending_email(n, dest, extend) };
			return;
			}

		Reporter::info(fmt("Notice email delay tokens weren't released in time (%s).", n$email_delay_tokens));
		}

	local text = email_headers(cat(n$note), dest);

	if ( n?$msg )
		text += fmt("\nMessage: %s\n", n$msg);

	if ( n?$sub )
		text += fmt("Sub-message: %s\n", n$sub);

	text += "\n";

	if ( n?$file_desc )
		text += fmt("File Description: %s\n", n$file_desc);

	if ( n?$file_mime_type )
		text += fmt("File MIME Type: %s\n", n$file_mime_type);

	if ( n?$id )
		text += fmt("Connection: %s:%d -> %s:%d\n", n$id$orig_h, n$id$orig_p, n$id$resp_h, n$id$resp_p);
	else if ( n?$src )
		text += fmt("Address: %s\n", n$src);

	if ( n?$uid )
		text += fmt("Connection uid: %s\n", n$uid);

	if ( extend && n?$email_body_sections )
		{
		text += "\nEmail Extensions\n----------------\n";

		for ( i, section in n$email_body_sections )
			text += fmt("%s\n", section);
		}

	text += "\n--\n[Automatically generated]\n";
	piped_exec(fmt("%s -t -oi", sendmail), text);
	}
