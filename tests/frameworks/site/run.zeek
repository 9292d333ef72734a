# words: -C -r {captures}/http.pcap run.zeek
# A site: feeds of indicators, one of them with the wrong whitespace, and hits as notices.

@load base/files/hash-all-files
@load base/frameworks/notice
@load frameworks/intel/seen
@load frameworks/intel/do_notice
@load policy/tuning/json-logs

redef Intel::read_files += { "./hosts.intel", "./names.intel", "./wrong.intel" };
