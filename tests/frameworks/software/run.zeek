# Names and versions in what software says about itself, and how versions compare.

@load base/frameworks/software

module Software;

const samples = vector(
	"OpenSSH_9.2p1 Debian-2+deb12u3",
	"Apache/2.4.57 (Debian) mod_fcgid/2.3.9 OpenSSL/3.0.11",
	"nginx/1.22.1",
	"nginx",
	"ProFTPD 1.3.8rc4 Server (Debian)",
	"(vsFTPd 3.0.3)",
	"Wget/1.21+git-stable",
	"Python-urllib/3.11",
	"Java/1.8.0_392",
	"The Bat! (v9.03.1) Professional",
	"Apple Mail (2.3445)",
	"Flash/32,0,0,465",
	"Some%20App/12.3 CFNetwork/1399 Darwin/22.1.0",
	"A/13/Google/Pixel#7/panther",
	"Mozilla/5.0 (X11; Linux x86_64; rv:109.0) Gecko/20100101 Firefox/115.0",
	"Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.1 Safari/605.1.15",
	"Mozilla/5.0 (iPhone; CPU iPhone OS 17_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.1 Mobile/15E148 Safari/604.1",
	"Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/119.0.0.0 Safari/537.36",
	"Mozilla/5.0 (Windows NT 6.1; Trident/7.0; rv:11.0) like Gecko",
	"Mozilla/4.0 (compatible; MSIE 6.0b; Windows NT 5.1)",
	"Opera/9.80 (Android; Opera Mini/36.2.2254/191.256; U; en) Presto/2.12.423",
	"Opera/9.80 (X11; Linux) Presto/2.12.388 Version/12.16",
	"Mozilla/5.0 (unknown)",
	"");

event zeek_init()
	{
	for ( i, text in samples )
		{
		local d = parse(text);
		print fmt("%s: %s %s", text, d$name, software_fmt_version(d$version));
		}

	print cmp_versions(Version($major=1), Version($major=2)), cmp_versions(Version($major=1, $minor=0), Version($major=1)),
	      cmp_versions(Version($major=1, $addl="b"), Version($major=1, $addl="a")), cmp_versions(Version(), Version());

	local id = conn_id($orig_h=10.0.0.1, $orig_p=1/tcp, $resp_h=10.0.0.2, $resp_p=22/tcp);

	# The second is known already, the third one is another version, the last one is forced.
	for ( i, text in vector("OpenSSH_9.2", "OpenSSH_9.2", "OpenSSH_9.3") )
		print found(id, Info($ts=double_to_time(i + 1.0), $host=10.0.0.2, $host_p=22/tcp, $unparsed_version=text));

	print found(id, Info($ts=double_to_time(4.0), $host=192.0.2.1, $unparsed_version="OpenSSH_9.3"));
	print found(id, Info($ts=double_to_time(5.0), $host=192.0.2.1, $unparsed_version="OpenSSH_9.3", $force_log=T));
	}

event Software::new(info: Info)
	{
	print "new", info$host, info$name;
	}

event Software::version_change(old: Info, new: Info)
	{
	print "change", software_fmt(old), software_fmt(new);
	}
