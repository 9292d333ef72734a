##! Plugins of browsers: Flash by the header that it sends, others by what pages with statistics of Adobe
##! report about them.

@load base/frameworks/software
@load base/protocols/http

module HTTP;

export {
	redef enum Software::Type += {
		## A plugin of a browser.
		BROWSER_PLUGIN,
	};

	redef record Info += {
		## The host is known to collect statistics.
		omniture: bool &default=F;
		## The version of Flash.
		flash_version: string &optional;
	};
}

event http_header(c: connection, is_orig: bool, name: string, value: string) &priority=3
	{
	if ( ! c?$http )
		return;

	if ( is_orig )
		{
		if ( name == "X-FLASH-VERSION" )
			c$http$flash_version = cat("Flash/", subst_string(value, ",", "."));
		}
	else if ( name == "SERVER" && /^Omniture/ in value )
		c$http$omniture = T;
	}

event log_http(rec: Info)
	{
	if ( rec?$flash_version )
		Software::found(rec$id, Software::Info($unparsed_version=rec$flash_version, $host=rec$id$orig_h,
		                                       $software_type=BROWSER_PLUGIN));

	if ( ! rec$omniture || ! rec?$uri )
		return;

	# The variable "p" lists the plugins, with semicolons between them.
	local found_at = match_pattern(rec$uri, /[?&]p=[^&]*/);

	if ( ! found_at$matched )
		return;

	for ( i, plugin in split_string(unescape_URI(found_at$str[3:]), /;/) )
		if ( strip(plugin) != "" )
			Software::found(rec$id, Software::Info($unparsed_version=strip(plugin), $host=rec$id$orig_h,
			                                       $software_type=BROWSER_PLUGIN));
	}
