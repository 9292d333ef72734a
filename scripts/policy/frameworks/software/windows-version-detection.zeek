##! The version of Windows, by what its update and certificate services say when they fetch something.

@load base/protocols/http
@load base/frameworks/software

module OS;

export {
	redef enum Software::Type += {
		## Windows.
		WINDOWS,
	};

	## Versions of the program that checks certificates, and the Windows that they come with.
	const crypto_api_mapping: table[string] of Software::Version = {
		["Microsoft-CryptoAPI/5.131.2195.6661"] = Software::Version($major=2000, $addl="XP SP4"),
		["Microsoft-CryptoAPI/5.131.2600.2180"] = Software::Version($major=5, $minor=1, $addl="XP SP2"),
		["Microsoft-CryptoAPI/5.131.2600.3311"] = Software::Version($major=5, $minor=1, $addl="XP SP3"),
		["Microsoft-CryptoAPI/5.131.2600.5512"] = Software::Version($major=5, $minor=1, $addl="XP SP3"),
		["Microsoft-CryptoAPI/5.131.3790.3959"] = Software::Version($major=5, $minor=2, $addl="Server 2003 SP2"),
		["Microsoft-CryptoAPI/6.0"] = Software::Version($major=6, $minor=0, $addl="Vista or Server 2008"),
		["Microsoft-CryptoAPI/6.1"] = Software::Version($major=6, $minor=1, $addl="7 or Server 2008 R2"),
		["Microsoft-CryptoAPI/6.2"] = Software::Version($major=6, $minor=2, $addl="8 or Server 2012"),
		["Microsoft-CryptoAPI/6.3"] = Software::Version($major=6, $minor=3, $addl="8.1 or Server 2012 R2"),
		["Microsoft-CryptoAPI/10.0"] = Software::Version($major=10, $minor=0),
	} &redef;
}

event HTTP::log_http(rec: HTTP::Info) &priority=5
	{
	if ( rec?$host && rec?$user_agent && /crl\.microsoft\.com/ in rec$host && rec$user_agent in crypto_api_mapping )
		{
		local version = crypto_api_mapping[rec$user_agent];
		Software::found(rec$id, Software::Info($unparsed_version=rec$user_agent, $host=rec$id$orig_h,
		                                       $software_type=WINDOWS, $name="Windows", $version=version));
		}
	}
