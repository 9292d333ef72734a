##! Mails notices to those who look after the hosts concerned, by Site::local_admins.

@load ../main
@load base/utils/site

module Notice;

export {
	redef enum Action += {
		## The notice is mailed to the people in charge of its source and destination.
		ACTION_EMAIL_ADMIN,
	};
}

hook notice(n: Notice::Info)
	{
	if ( ACTION_EMAIL_ADMIN !in n$actions )
		return;

	if ( n?$src && |Site::get_emails(n$src)| > 0 )
		add n$email_dest[Site::get_emails(n$src)];

	if ( n?$dst && |Site::get_emails(n$dst)| > 0 )
		add n$email_dest[Site::get_emails(n$dst)];
	}
