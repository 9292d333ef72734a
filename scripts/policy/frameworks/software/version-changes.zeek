##! Notices when software that is worth watching changes its version.

@load base/frameworks/notice
@load base/frameworks/software

module Software;

export {
	redef enum Notice::Type += {
		## Software has another version than before.
		Software_Version_Change,
	};

	## Names of the software that is worth watching.
	option interesting_version_changes: set[string] = {};
}

event Software::version_change(old: Info, new: Info)
	{
	if ( old$name !in interesting_version_changes )
		return;

	NOTICE(Notice::Info($note=Software_Version_Change, $src=new$host,
	                    $msg=fmt("%.6f %s '%s' version changed from %s to %s", network_time(), old$software_type,
	                             new$name, software_fmt_version(old$version), software_fmt_version(new$version)),
	                    $sub=software_fmt(new)));
	}
