# Alarms are collected, and mailed when their log is closed; mail waits for what scripts add to it; a file may go along.

@load base/frameworks/notice
@load base/utils/exec
@load base/frameworks/notice/actions/pp-alarms

redef enum Notice::Type += { Alarmed, Slow };
redef Notice::sendmail = "./sendmail";
redef Notice::mail_dest = "soc@example.com";
redef Notice::mail_dest_pretty_printed = "alarms@example.com";
redef Notice::flag_nets += { 192.0.2.0/24 };
redef Notice::alarmed_types += { Alarmed };
redef Notice::emailed_types += { Slow };
redef Notice::max_email_delay = 100 msec;
redef exit_only_after_terminate = T;

hook Notice::notice(n: Notice::Info) &priority=10
	{
	if ( n$note != Slow )
		return;

	add n$email_delay_tokens["a look-up"];
	local later = n;

	when [later] ( local r = Exec::run([$cmd="echo found"]) )
		{
		later$email_body_sections += fmt("It was %s.", r$stdout[0]);
		delete later$email_delay_tokens["a look-up"];
		}
	}

event the_end()
	{
	terminate();
	}

event zeek_init()
	{
	NOTICE([$note=Alarmed, $msg="an alarm", $src=192.0.2.1, $dst=198.51.100.1, $identifier="a"]);
	NOTICE([$note=Alarmed, $msg="another", $sub="with more", $src=198.51.100.2, $identifier="b"]);
	NOTICE([$note=Slow, $msg="worth a look-up", $src=192.0.2.7]);
	schedule 500 msec { the_end() };
	}
