##! Sends notices to a pager, as short mails.

@load ../main

module Notice;

export {
	redef enum Action += {
		## The notice is mailed to Notice::mail_page_dest, without extensions.
		ACTION_PAGE,
	};

	## Where short mails go; empty: nowhere.
	option mail_page_dest = "";
}

hook notice(n: Notice::Info)
	{
	if ( ACTION_PAGE in n$actions )
		email_notice_to(n, mail_page_dest, F);
	}
