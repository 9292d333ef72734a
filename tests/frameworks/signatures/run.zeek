# words: -C -r {captures}/dns.pcap -s run.sig run.zeek
# What becomes of matches: lines, notices of each kind, scans by signature and by host.

redef Signatures::actions += {
	["sig-once"] = Signatures::SIG_ALARM_ONCE,
	["sig-per-orig"] = Signatures::SIG_ALARM_PER_ORIG,
	["sig-count"] = Signatures::SIG_COUNT_PER_RESP,
	["sig-quiet"] = Signatures::SIG_QUIET,
	["sig-file"] = Signatures::SIG_FILE_BUT_NO_SCAN,
	["sig-summary"] = Signatures::SIG_SUMMARY,
	["sig-ignored"] = Signatures::SIG_IGNORE,
};

redef Signatures::vert_scan_thresholds = { 2, 4 };
redef Signatures::horiz_scan_thresholds = { 1 };
redef Signatures::count_thresholds = { 3 };
redef Signatures::summary_interval = 2 sec;

hook Notice::policy(n: Notice::Info)
	{
	print n$note, n$msg, n?$sub ? |n$sub| : 0, n?$n ? n$n : 0;
	}

event Signatures::log_signature(rec: Signatures::Info)
	{
	print rec$sig_id, rec$note;
	}
