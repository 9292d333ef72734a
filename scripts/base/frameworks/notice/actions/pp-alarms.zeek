##! Alarms as a mail that people like to read, in place of the bare log.

@load ../main

module Notice;

export {
	## Write alarms so that people like to read them.
	const pretty_print_alarms = T &redef;

	## Where that mail goes; empty: to Notice::mail_dest.
	const mail_dest_pretty_printed = "" &redef;

	## Networks whose hosts are marked in the mail.
	global flag_nets: set[subnet] = {} &redef;

	## Writes an alarm.
	global pretty_print_alarm: function(out: file, n: Info) &redef;

	## Mail also when there is nothing to tell.
	global force_email_summaries = F &redef;
}

# Where alarms are collected.
const pp_alarms_name = "alarm-mail.txt";

global pp_alarms: file;
global pp_alarms_open: bool = F;

# Whether alarms are to be collected here at all.
function want_pp(): bool
	{
	if ( force_email_summaries )
		return T;

	return pretty_print_alarms && ! reading_traces() && ( mail_dest != "" || mail_dest_pretty_printed != "" );
	}

function pp_open()
	{
	if ( pp_alarms_open )
		return;

	pp_alarms_open = T;
	pp_alarms = open(pp_alarms_name);
	}

# Mails what was collected and begins anew.
function pp_send(rinfo: Log::RotationInfo)
	{
	if ( ! pp_alarms_open )
		{
		if ( ! force_email_summaries )
			return;

		pp_open();
		}

	write_file(pp_alarms, "\n\n--\n[Automatically generated]\n\n");
	close(pp_alarms);
	pp_alarms_open = F;

	local from_time = strftime("%H:%M:%S", rinfo$open);
	local to_time = strftime("%H:%M:%S", rinfo$close);
	local dest = mail_dest_pretty_printed == "" ? mail_dest : mail_dest_pretty_printed;
	local headers = email_headers(fmt("Alarm summary from %s-%s", from_time, to_time), dest);

	local headers_name = "alarm-mail.tmp";
	local headers_file = open(headers_name);
	write_file(headers_file, headers + "\n");
	close(headers_file);

	system(fmt("/bin/cat %s %s | %s -t -oi && /bin/rm %s %s", headers_name, pp_alarms_name, sendmail,
	           headers_name, pp_alarms_name));
	}

function pp_postprocessor(info: Log::RotationInfo): bool
	{
	if ( want_pp() )
		pp_send(info);

	return T;
	}

event zeek_init()
	{
	if ( ! want_pp() )
		return;

	# The rotation of a log that is written nowhere tells when it is time to mail.
	local rotation = Log::default_mail_alarms_interval > 0 sec ? Log::default_mail_alarms_interval
	                                                           : 24 hr;

	Log::remove_filter(ALARM_LOG, "alarm-mail");
	Log::add_filter(ALARM_LOG, Log::Filter($name="pretty-alarm-mail", $path="pretty-alarm-mail",
	                                       $writer=Log::WRITER_NONE, $interv=rotation,
	                                       $postprocessor=pp_postprocessor));
	}

hook notice(n: Notice::Info) &priority=-5
	{
	if ( ! want_pp() || ACTION_ALARM !in n$actions )
		return;

	pp_open();
	pretty_print_alarm(pp_alarms, n);
	}

function do_msg(out: file, n: Info, line1: string, line2: string, line3: string, host1: addr, name1: string, host2: addr, name2: string)
	{
	local names = "";

	if ( host1 != 0.0.0.0 )
		names = fmt("%s = %s", host1, name1 == "" ? "<???>" : name1);

	if ( host2 != 0.0.0.0 )
		names = fmt("%s  %s = %s", names, host2, name2 == "" ? "<???>" : name2);

	write_file(out, fmt("%s\n", line1));
	write_file(out, fmt("%s\n", line2));

	if ( names != "" )
		write_file(out, fmt("   %s\n", names));

	if ( line3 != "" )
		write_file(out, fmt("   %s\n", line3));

	write_file(out, "\n");
	}

function pretty_print_alarm(out: file, n: Info)
	{
	local host1 = 0.0.0.0;
	local host2 = 0.0.0.0;
	local from_flagged = F;
	local who = "";

	if ( n?$src )
		{
		host1 = n$src;
		who = cat(n$src);
		from_flagged = n$src in flag_nets;
		}

	if ( n?$dst )
		{
		host2 = n$dst;
		who = fmt("%s -> %s", who, n$dst);
		from_flagged = from_flagged || n$dst in flag_nets;
		}

	local uid = n?$uid ? fmt(" (uid %s)", n$uid) : "";
	local line1 = fmt("%s%s %s %s%s", from_flagged ? "> " : "  ", strftime("%H:%M:%S", n$ts), n$note, who, uid);
	local line2 = n?$msg ? fmt("   %s", n$msg) : "";
	local line3 = n?$sub ? n$sub : "";

	if ( host1 == 0.0.0.0 )
		{
		do_msg(out, n, line1, line2, line3, host1, "", host2, "");
		return;
		}

	when [out, n, line1, line2, line3, host1] ( local name1 = lookup_addr(host1) )
		{
		do_msg(out, n, line1, line2, line3, host1, name1, 0.0.0.0, "");
		}
	timeout 5 sec
		{
		do_msg(out, n, line1, line2, line3, host1, "(dns timeout)", 0.0.0.0, "");
		}
	}
