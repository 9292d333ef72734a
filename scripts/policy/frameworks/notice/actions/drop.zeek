##! Notices that block addresses: with the action ACTION_DROP the source of a notice is handed to
##! NetControl::drop_address_catch_release.

@load base/frameworks/notice
@load base/frameworks/netcontrol
@load frameworks/netcontrol/catch-and-release

module Notice;

export {
	redef enum Action += {
		## The source is blocked.
		ACTION_DROP,
	};

	redef record Info += {
		## Whether it was.
		dropped: bool &log &default=F;
	};
}

hook notice(n: Notice::Info) &priority=-5
	{
	if ( ACTION_DROP !in n$actions || ! n?$src )
		return;

	local state = NetControl::drop_address_catch_release(n$src, fmt("%s: %s", n$note, n?$msg ? n$msg : ""));
	n$dropped = state$watch_until != double_to_time(0);
	}
