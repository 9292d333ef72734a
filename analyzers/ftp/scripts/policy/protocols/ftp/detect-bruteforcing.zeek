##! Notices of hosts that guess passwords at FTP servers.

@load base/frameworks/notice
@load base/frameworks/sumstats
@load base/protocols/ftp
@load base/utils/time

module FTP;

export {
	redef enum Notice::Type += {
		## A host guesses passwords.
		Bruteforcing,
	};

	## How many failed logins make a guesser.
	const bruteforce_threshold: double = 20 &redef;

	## For how long failures are counted.
	const bruteforce_measurement_interval = 15mins &redef;
}

event zeek_init()
	{
	local failures = SumStats::Reducer($stream="ftp.failed_auth", $apply=set(SumStats::UNIQUE), $unique_max=double_to_count(bruteforce_threshold + 2));

	SumStats::create([$name="ftp-detect-bruteforcing", $epoch=bruteforce_measurement_interval, $reducers=set(failures),
	                  $threshold=bruteforce_threshold,
	                  $threshold_val(key: SumStats::Key, result: SumStats::Result) =
	                  	{
	                  	return result["ftp.failed_auth"]$num + 0.0;
	                  	},
	                  $threshold_crossed(key: SumStats::Key, result: SumStats::Result) =
	                  	{
	                  	local seen = result["ftp.failed_auth"];
	                  	local servers = seen$unique == 1 ? "" : "s";

	                  	NOTICE([$note=Bruteforcing, $src=key$host, $identifier=cat(key$host),
	                  	        $msg=fmt("%s had %d failed logins on %d FTP server%s in %s", key$host, seen$num,
	                  	                 seen$unique, servers, duration_to_mins_secs(seen$end - seen$begin))]);
	                  	}]);
	}

event ftp_reply(c: connection, code: count, msg: string, cont_resp: bool)
	{
	if ( cont_resp || ! c?$ftp || ! c$ftp?$cmdarg || c$ftp$cmdarg$cmd !in set("USER", "PASS") )
		return;

	if ( parse_ftp_reply_code(code)$x == 5 )
		SumStats::observe("ftp.failed_auth", [$host=c$id$orig_h], [$str=cat(c$id$resp_h)]);
	}
