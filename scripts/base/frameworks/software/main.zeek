##! Software: which programs hosts run, and in which versions, by what they say about themselves.

@load base/frameworks/logging
@load base/utils/directions-and-hosts
@load base/utils/numbers

module Software;

export {
	redef enum Log::ID += { LOG };

	## Decides over each line of software.log.
	global log_policy: Log::PolicyHook;

	## Kinds of software. Protocols add theirs.
	type Type: enum {
		## It could not be told.
		UNKNOWN,
	};

	## A version.
	type Version: record {
		major: count &optional;
		minor: count &optional;
		minor2: count &optional;
		minor3: count &optional;
		## What else stands there: a patch level, a distribution.
		addl: string &optional;
	} &log;

	## A line of software.log.
	type Info: record {
		## When it was seen.
		ts: time &log &optional;
		## The host that runs it.
		host: addr &log;
		## The port at which it listens, for servers.
		host_p: port &log &optional;
		## Its kind.
		software_type: Type &log &default=UNKNOWN;
		## Its name.
		name: string &log &optional;
		## Its version.
		version: Version &log &optional;
		## What it says about itself, from which name and version were taken.
		unparsed_version: string &log &optional;
		## Log it even if it was seen before with the same version.
		force_log: bool &default=F;
	};

	## The hosts whose software is told.
	option asset_tracking = LOCAL_HOSTS;

	## Tells that software was found. F if nobody wants to know.
	global found: function(id: conn_id, info: Info): bool;

	## Whether a version is older (less than 0), the same (0) or newer (more than 0) than another.
	global cmp_versions: function(v1: Version, v2: Version): int;

	## Names that stand for others.
	global alternate_names: table[string] of string = { ["Flash Player"] = "Flash" } &default=function(a: string): string { return a; };

	type SoftwareSet: table[string] of Info;

	## What was found by host and name.
	global tracked: table[addr] of SoftwareSet &create_expire=1 day;

	## Software was found that was not known on its host.
	global new: event(info: Info);

	## Software was found in another version than before.
	global version_change: event(old: Info, new: Info);

	## Raised with each line of software.log.
	global log_software: event(rec: Info);

	## What was found is to be taken in.
	global register: event(info: Info);
}

# Name and version of what software says about itself.
type Description: record {
	name: string;
	version: Version;
	unparsed_version: string;
};

# The same text comes again and again.
global parse_cache: table[string] of Description &read_expire=65 secs;

event zeek_init() &priority=5
	{
	Log::create_stream(LOG, Log::Stream($columns=Info, $ev=log_software, $path="software", $policy=log_policy));
	}

# Where a version begins: a separator, if there is one, and at least two characters of which versions are
# made.
const version_run = /([\/\-_]|( [\(v]+))?[0-9\-\._, ]{2,}/;

# What separates a name from its version.
const name_separator = /([\/\-_]|( [\(v]+))/;

# The name in what stands before a version.
function name_of(text: string): string
	{
	local name = text;

	if ( /([\/\-_]|( [\(v]+))$/ in name )
		name = strip(sub(name, name_separator, ""));

	if ( /^\(/ in name )
		name = sub(name, /\(/, "");

	return strip(name);
	}

# Puts the up to four numbers of a version into its fields.
function set_numbers(v: Version, text: string)
	{
	local digits = strip(text);

	if ( /^[\/\-\._v\(]/ in digits )
		digits = strip(sub(digits, /^\(?[\/\-\._v\(]/, ""));

	for ( i, part in split_string_n(digits, /[\-\._,\[\(\{ ]/, F, 3) )
		{
		if ( part == "" )
			next;

		local n = extract_count(part);

		switch ( i )
			{
			case 0:
				v$major = n;
				break;
			case 1:
				v$minor = n;
				break;
			case 2:
				v$minor2 = n;
				break;
			default:
				v$minor3 = n;
				break;
			}
		}
	}

# What stands behind the numbers and belongs to them: what is in parentheses, or the first word.
function addition(rest: string): string
	{
	if ( /^[[:blank:]]*\([a-zA-Z0-9\-\._[:blank:]]*\)/ in rest )
		return split_string_n(rest, /[\(\)]/, F, 2)[1];

	for ( i, word in split_string_n(rest, /[\-\._,;\[\]\(\)\{\} ]/, F, 3) )
		if ( i < 3 && word != "" )
			return strip(word);

	return strip(rest);
	}

# Names of browsers, from what only they say; the first that fits holds. Browsers name those whose pages
# they can show as well, so that the order is by specialty.
type Browser: record {
	# What tells it.
	tells: pattern;
	# Its name; without one, the name stands before the version.
	name: string &optional;
	# What holds the version.
	version: pattern;
};

const browsers: vector of Browser = vector(
	Browser($tells=/Opera [0-9\.]*$/, $name="Opera", $version=/Opera [0-9\.]*$/),
	Browser($tells=/ MSIE |Trident\//, $name="MSIE", $version=/MSIE [0-9]{1,2}\.*[0-9]*b?[0-9]*/),
	Browser($tells=/Edge\//, $name="Edge", $version=/Edge\/[0-9\.]*/),
	Browser($tells=/Version\/.*Safari\//, $name="Safari", $version=/Version\/[0-9\.]*/),
	Browser($tells=/(Firefox|Netscape|Thunderbird)\//, $version=/(Firefox|Netscape|Thunderbird)\/[0-9\.]*/),
	Browser($tells=/Chrome\/.*Safari\//, $name="Chrome", $version=/Chrome\/[0-9\.]*/),
	Browser($tells=/^Opera\/.*Opera Mini\/.*Version\//, $name="Opera Mini", $version=/Version\/[0-9\.]*/),
	Browser($tells=/^Opera\/.*Opera Mini\//, $name="Opera Mini", $version=/Opera Mini\/[0-9\.]*/),
	Browser($tells=/^Opera\/.*Opera Mobi\//, $name="Opera Mobi", $version=/Version\/[0-9\.]*/),
	Browser($tells=/^Opera\//, $name="Opera", $version=/Version\/[0-9\.]*/),
	Browser($tells=/Flash%20Player/, $name="Flash", $version=/Flash%20Player\/[0-9\.]*/),
	Browser($tells=/AdobeAIR\//, $name="AdobeAIR", $version=/AdobeAIR\/[0-9\.]*/),
	Browser($tells=/AppleWebKit\//, $name="Unspecified WebKit", $version=/AppleWebKit\/[0-9\.]*/),
	Browser($tells=/ Java\/[0-9]\./, $name="Java", $version=/Java\/[0-9\._]*/)
);

# The engine of Internet Explorer tells its version even where it pretends to be an older one.
const trident_versions: table[string] of count = {
	["Trident/4.0"] = 8,
	["Trident/5.0"] = 9,
	["Trident/6.0"] = 10,
	["Trident/7.0"] = 11,
};

global parse: function(unparsed_version: string): Description;

# Browsers, which call themselves Mozilla or Opera for historic reasons.
function parse_mozilla(unparsed_version: string): Description
	{
	local result = Description($name="<unknown browser>", $version=Version(), $unparsed_version=unparsed_version);

	for ( i, browser in browsers )
		{
		if ( browser$tells !in unparsed_version )
			next;

		if ( browser?$name )
			result$name = browser$name;

		local trident = find_all(unparsed_version, /Trident\/[4-7]\.0/);

		if ( result$name == "MSIE" && |trident| > 0 )
			{
			for ( engine in trident )
				result$version = Version($major=trident_versions[engine], $minor=0);

			return result;
			}

		local found_version = match_pattern(unparsed_version, browser$version);

		if ( ! found_version$matched )
			return result;

		local parsed = parse(found_version$str);
		result$version = parsed$version;

		if ( ! browser?$name )
			result$name = parsed$name;

		if ( result$name == "Safari" && / Mobile\/?.* Safari/ in unparsed_version )
			result$version$addl = "Mobile";

		return result;
		}

	return result;
	}

function parse(unparsed_version: string): Description
	{
	if ( /^(Mozilla|Opera)\/[0-9]+\./ in unparsed_version )
		return parse_mozilla(unparsed_version);

	local v = Version();
	local name: string;

	# The connectivity check of these phones: A/VERSION/Google/Pixel….
	if ( /A\/[0-9\.]*\/Google\/Pixel/ in unparsed_version )
		{
		name = "Android (Google Pixel)";
		set_numbers(v, split_string(unparsed_version, /\//)[1]);
		}
	else
		{
		local text = unescape_URI(gsub(unparsed_version, /\\x/, "%"));
		local parts = split_string_n(text, version_run, T, 1);
		name = name_of(parts[0]);

		if ( |parts| > 1 )
			{
			set_numbers(v, parts[1]);

			if ( |parts| > 2 && parts[2] != "" && parts[2] != ")" )
				v$addl = addition(parts[2]);
			}
		}

	return Description($name=alternate_names[name], $version=v, $unparsed_version=unparsed_version);
	}

function parse_with_cache(unparsed_version: string): Description
	{
	if ( unparsed_version !in parse_cache )
		parse_cache[unparsed_version] = parse(unparsed_version);

	return parse_cache[unparsed_version];
	}

# -1, 0 or 1 for two parts of versions, of which the one that is not set is older.
function cmp_parts(known1: bool, part1: count, known2: bool, part2: count): int
	{
	if ( ! known1 || ! known2 )
		return known1 == known2 ? 0 : ( known1 ? 1 : -1 );

	return part1 == part2 ? 0 : ( part1 < part2 ? -1 : 1 );
	}

function cmp_versions(v1: Version, v2: Version): int
	{
	local result = cmp_parts(v1?$major, v1?$major ? v1$major : 0, v2?$major, v2?$major ? v2$major : 0);

	if ( result == 0 )
		result = cmp_parts(v1?$minor, v1?$minor ? v1$minor : 0, v2?$minor, v2?$minor ? v2$minor : 0);

	if ( result == 0 )
		result = cmp_parts(v1?$minor2, v1?$minor2 ? v1$minor2 : 0, v2?$minor2, v2?$minor2 ? v2$minor2 : 0);

	if ( result == 0 )
		result = cmp_parts(v1?$minor3, v1?$minor3 ? v1$minor3 : 0, v2?$minor3, v2?$minor3 ? v2$minor3 : 0);

	if ( result != 0 )
		return result;

	if ( ! v1?$addl || ! v2?$addl )
		return v1?$addl == v2?$addl ? 0 : ( v1?$addl ? 1 : -1 );

	return strcmp(v1$addl, v2$addl);
	}

# A version for people.
function software_fmt_version(v: Version): string
	{
	return fmt("%s%s%s%s%s", v?$major ? fmt("%d", v$major) : "0", v?$minor ? fmt(".%d", v$minor) : "",
	           v?$minor2 ? fmt(".%d", v$minor2) : "", v?$minor3 ? fmt(".%d", v$minor3) : "",
	           v?$addl ? fmt("-%s", v$addl) : "");
	}

# Software for people.
function software_fmt(i: Info): string
	{
	return fmt("%s %s", i$name, software_fmt_version(i$version));
	}

event Software::register(info: Info)
	{
	if ( ! info?$version )
		{
		local parsed = parse_with_cache(info$unparsed_version);
		info$version = parsed$version;

		if ( ! info?$name )
			info$name = parsed$name;
		}

	info$name = alternate_names[info$name];

	if ( info$host !in tracked )
		tracked[info$host] = table();

	local on_host = tracked[info$host];

	if ( info$name in on_host )
		{
		local old = on_host[info$name];

		if ( cmp_versions(old$version, info$version) != 0 )
			event Software::version_change(old, info);
		else if ( ! info$force_log )
			return;
		}
	else
		event Software::new(info);

	Log::write(LOG, info);
	on_host[info$name] = info;
	}

function found(id: conn_id, info: Info): bool
	{
	if ( ! info$force_log && ! addr_matches_host(info$host, asset_tracking) )
		return F;

	if ( ! info?$ts )
		info$ts = network_time();

	if ( info?$version )
		{
		if ( ! info?$name )
			{
			Reporter::error("Required field name not present in Software::found");
			return F;
			}
		}
	else if ( ! info?$unparsed_version )
		{
		Reporter::error("No unparsed version string present in Info record with version in Software::found");
		return F;
		}

	event Software::register(info);
	return T;
	}
