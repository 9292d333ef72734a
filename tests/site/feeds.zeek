# Feeds of three kinds of indicators, and notices where a feed asks for them.

@load frameworks/intel/do_notice
@load frameworks/intel/seen

redef Intel::path_prefix = "feeds";
redef Intel::read_files += { "addresses.intel", "names.intel", "hashes.intel" };
