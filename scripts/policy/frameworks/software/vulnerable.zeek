##! Notices for software in versions that are known to be vulnerable.

@load base/frameworks/notice
@load base/frameworks/software

module Software;

export {
	redef enum Notice::Type += {
		## Software in a vulnerable version.
		Vulnerable_Version,
	};

	## Vulnerable versions, from the first one to the last one.
	type VulnerableVersionRange: record {
		## The first one; not set: all that are older than the last.
		min: Software::Version &optional;
		## The last one.
		max: Software::Version;
	};

	## Vulnerable versions by the name of the software.
	const vulnerable_versions: table[string] of set[VulnerableVersionRange] = table() &redef;

	## A name whose TXT records list vulnerable versions, numbered from 1: "1.NAME" and so on; empty: none.
	option vulnerable_versions_update_endpoint = "";

	## How often they are asked for.
	option vulnerable_versions_update_interval = 1 hr;
}

# Those of the option and those from the name service.
global internal_vulnerable_versions: table[string] of set[VulnerableVersionRange] = table();

# Reads "software=NAME,min=VERSION,max=VERSION".
function decode_vulnerable_version_range(vuln_sw: string): VulnerableVersionRange
	{
	# Only good if "max" is there.
	local range = VulnerableVersionRange($max=Software::Version());

	if ( /max=/ !in vuln_sw )
		{
		Reporter::warning(fmt("The vulnerable software detection script encountered a record without a maximum: %s", vuln_sw));
		return range;
		}

	for ( i, part in split_string(vuln_sw, /,/) )
		{
		local pair = split_string1(part, /=/);

		if ( |pair| != 2 )
			next;

		if ( strip(pair[0]) == "min" )
			range$min = Software::parse(strip(pair[1]))$version;
		else if ( strip(pair[0]) == "max" )
			range$max = Software::parse(strip(pair[1]))$version;
		}

	return range;
	}

event Software::grab_vulnerable_versions(i: count)
	{
	# Records are asked for until there is none of the next number.
	if ( vulnerable_versions_update_endpoint == "" )
		return;

	when [i] ( local result = lookup_hostname_txt(cat(i, ".", vulnerable_versions_update_endpoint)) )
		{
		local parts = split_string1(result, /,/);

		if ( |parts| == 2 && /=/ in parts[0] )
			{
			local name = strip(split_string1(parts[0], /=/)[1]);

			if ( name !in internal_vulnerable_versions )
				internal_vulnerable_versions[name] = set();

			add internal_vulnerable_versions[name][decode_vulnerable_version_range(parts[1])];
			event Software::grab_vulnerable_versions(i + 1);
			}
		}
	timeout 5 sec
		{
		# The next round asks again.
		}
	}

function update_vulnerable_sw()
	{
	internal_vulnerable_versions = table();

	for ( name, ranges in vulnerable_versions )
		{
		if ( name !in internal_vulnerable_versions )
			internal_vulnerable_versions[name] = set();

		for ( range in ranges )
			add internal_vulnerable_versions[name][range];
		}

	event Software::grab_vulnerable_versions(1);
	}

event Software::update_vulnerable_versions()
	{
	update_vulnerable_sw();

	if ( vulnerable_versions_update_endpoint != "" )
		schedule vulnerable_versions_update_interval { Software::update_vulnerable_versions() };
	}

event zeek_init() &priority=3
	{
	event Software::update_vulnerable_versions();
	}

event Software::log_software(rec: Info)
	{
	if ( rec$name !in internal_vulnerable_versions )
		return;

	for ( range in internal_vulnerable_versions[rec$name] )
		{
		if ( cmp_versions(rec$version, range$max) > 0 )
			next;

		if ( range?$min && cmp_versions(rec$version, range$min) < 0 )
			next;

		# The same software may well run on other machines too, so each of them is told.
		NOTICE(Notice::Info($note=Vulnerable_Version, $src=rec$host, $msg=fmt("%s is running %s which is vulnerable.", rec$host, software_fmt(rec)),
		                    $sub=software_fmt(rec), $identifier=cat(rec$host, rec$name, rec$version)));
		}
	}
