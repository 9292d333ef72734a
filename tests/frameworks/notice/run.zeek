# Actions, identity, suppression, and mail.

@load base/frameworks/notice
@load base/frameworks/notice/actions/page
@load base/frameworks/notice/actions/email_admin

redef enum Notice::Type += { Plain, Mailed, Alarmed, Ignored, Paged, Admin };

redef Notice::sendmail = "./sendmail";
redef Notice::mail_dest = "soc@example.com";
redef Notice::mail_from = "monitor@example.com";
redef Notice::reply_to = "nobody@example.com";
redef Notice::mail_subject_prefix = "[site]";
redef Notice::mail_page_dest = "pager@example.com";
redef Notice::emailed_types += { Mailed };
redef Notice::alarmed_types += { Alarmed };
redef Notice::ignored_types += { Ignored };
redef Notice::not_suppressed_types += { Alarmed };
redef Notice::type_suppression_intervals += { [Mailed] = 5 min };
redef Site::local_admins += { [10.0.0.0/8] = set("admin@example.com") };

hook Notice::policy(n: Notice::Info)
	{
	if ( n$note == Paged )
		add n$actions[Notice::ACTION_PAGE];

	if ( n$note == Admin )
		add n$actions[Notice::ACTION_EMAIL_ADMIN];

	if ( n?$msg && n$msg == "changed by policy" )
		n$suppress_for = 1 min;
	}

hook Notice::notice(n: Notice::Info)
	{
	n$email_body_sections += "A section of its own.";
	}

event Notice::suppressed(n: Notice::Info)
	{
	print "suppressed", n$note, n$identifier;
	}

event zeek_init()
	{
	NOTICE(Notice::Info($note=Plain, $msg="no identity, so never suppressed"));
	NOTICE(Notice::Info($note=Plain, $msg="no identity, so never suppressed"));
	NOTICE(Notice::Info($note=Mailed, $msg="a subject that goes out", $src=192.0.2.1, $identifier="a"));
	NOTICE(Notice::Info($note=Mailed, $msg="the same identity", $src=192.0.2.1, $identifier="a"));
	NOTICE(Notice::Info($note=Alarmed, $msg="an alarm", $sub="more of it", $identifier="b"));
	NOTICE(Notice::Info($note=Alarmed, $msg="an alarm again", $identifier="b"));
	NOTICE(Notice::Info($note=Ignored, $msg="nobody sees this"));
	NOTICE(Notice::Info($note=Paged, $msg="wakes somebody up", $id=conn_id($orig_h=10.0.0.1, $orig_p=1/tcp, $resp_h=10.0.0.2, $resp_p=80/tcp)));
	NOTICE(Notice::Info($note=Admin, $msg="changed by policy", $src=10.1.1.1, $n=5, $identifier="c"));
	}
