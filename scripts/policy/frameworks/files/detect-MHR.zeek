##! Notices for files that Team Cymru's Malware Hash Registry knows. It is asked by name service, so hashes
##! of files leave the site.

@load base/frameworks/files
@load base/frameworks/notice
@load frameworks/files/hash-all-files

module TeamCymruMalwareHashRegistry;

export {
	redef enum Notice::Type += {
		## The registry knows a file.
		Match,
	};

	## Types of the files that are asked for.
	option match_file_types = /application\/x-dosexec/ |
	                          /application\/vnd\.ms-cab-compressed/ |
	                          /application\/pdf/ |
	                          /application\/x-shockwave-flash/ |
	                          /application\/x-java-applet/ |
	                          /application\/jar/ |
	                          /video\/mp4/;

	## Where to read more; "%s" is the hash.
	option match_sub_url = "https://www.virustotal.com/gui/search/%s";

	## In percent: so many engines have to know a file.
	option notice_threshold = 10;
}

# Asks about a file.
function do_mhr_lookup(hash: string, fi: Notice::FileInfo)
	{
	local domain = fmt("%s.malware.hash.cymru.com", hash);

	when [hash, fi, domain] ( local answer = lookup_hostname_txt(domain) )
		{
		# Seconds since the epoch, and percent.
		local parts = split_string1(answer, / /);

		if ( |parts| == 2 )
			{
			local rate = to_count(parts[1]);

			if ( rate >= notice_threshold )
				{
				local first = double_to_time(to_double(parts[0]));
				local n = Notice::Info($note=Match,
				                       $msg=fmt("Malware Hash Registry Detection rate: %d%%  Last seen: %s", rate,
				                                strftime("%Y-%m-%d %H:%M:%S", first)),
				                       $sub=fmt(match_sub_url, hash));
				Notice::populate_file_info2(fi, n);
				NOTICE(n);
				}
			}
		}
	}

event file_hash(f: fa_file, kind: string, hash: string)
	{
	if ( kind == "sha1" && f?$info && f$info?$mime_type && match_file_types in f$info$mime_type )
		do_mhr_lookup(hash, Notice::create_file_info(f));
	}
