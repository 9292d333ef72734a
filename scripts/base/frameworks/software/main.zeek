##! Software: which programs hosts run, and in which versions, by what they say about themselves.

@load base/frameworks/logging
@load base/utils/directions-and-hosts

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

# Takes the numbers of a version off the front of a text and returns what follows: "2.4.6-1 x" gives 2,
# 4, 6, 1 and " x".
function take_numbers(v: Version, text: string): string
	{
	local rest = text;
	local numbers: vector of count = vector();

	while ( |numbers| < 4 )
		{
		local digits = match_pattern(rest, /^[0-9]+/);

		if ( ! digits$matched )
			break;

		numbers += to_count(digits$str);
		rest = rest[|digits$str|:];

		# Only what is a number after a separator belongs to the version still.
		local separator = match_pattern(rest, /^[\-\._,]+[0-9]/);

		if ( ! separator$matched || |numbers| == 4 )
			break;

		rest = rest[|separator$str| - 1:];
		}

	if ( |numbers| > 0 )
		v$major = numbers[0];

	if ( |numbers| > 1 )
		v$minor = numbers[1];

	if ( |numbers| > 2 )
		v$minor2 = numbers[2];

	if ( |numbers| > 3 )
		v$minor3 = numbers[3];

	return rest;
	}

# What stands behind the numbers: what is in parentheses, or a word.
function take_addition(v: Version, rest: string)
	{
	local text = strip(rest);

	if ( /^\([^)]+\)/ in text )
		{
		v$addl = strip(match_pattern(text, /[^()]+/)$str);
		return;
		}

	local word = match_pattern(sub(text, /^[^a-zA-Z0-9(]+/, ""), /^[a-zA-Z0-9\/_]+/);

	if ( word$matched )
		v$addl = word$str;
	}

# Browsers that call themselves Mozilla for historic reasons, with what stands before their version.
# The more special ones come first, since many name those whose pages they can show too.
type Mark: record {
	before: pattern;
	name: string;
};

const mozilla_marks: vector of Mark = vector(
	Mark($before=/Version\/[0-9][0-9.]* Mobile\/[^ ]+ Safari\//, $name="Mobile Safari"),
	Mark($before=/OPR\//, $name="Opera"),
	Mark($before=/Opera[ \/]/, $name="Opera"),
	Mark($before=/Edge?\//, $name="Edge"),
	Mark($before=/YaBrowser\//, $name="Yandex"),
	Mark($before=/SeaMonkey\//, $name="SeaMonkey"),
	Mark($before=/Thunderbird\//, $name="Thunderbird"),
	Mark($before=/Firefox\//, $name="Firefox"),
	Mark($before=/Chrome\//, $name="Chrome"),
	Mark($before=/CriOS\//, $name="Chrome"),
	Mark($before=/MSIE /, $name="MSIE"),
	Mark($before=/Trident\/[0-9.]+;.*rv:/, $name="MSIE"),
	Mark($before=/AdobeAIR\//, $name="AdobeAIR"),
	Mark($before=/Flash( Player)?[ \/]/, $name="Flash"),
	Mark($before=/Safari\//, $name="Safari")
);

function parse_mozilla(unparsed_version: string): Description
	{
	local name = "<unknown browser>";
	local v = Version();

	for ( i, mark in mozilla_marks )
		{
		local hit = match_pattern(unparsed_version, mark$before);

		if ( ! hit$matched )
			next;

		name = mark$name;
		local rest = unparsed_version[hit$off + |hit$str| - 1:];

		# Safari and older Operas tell what people know as their version apart.
		local version = match_pattern(unparsed_version, /Version\//);

		if ( version$matched && ( name == "Opera" || /Safari/ in name ) )
			rest = unparsed_version[version$off + |version$str| - 1:];

		take_numbers(v, rest);
		return Description($name=name, $version=v, $unparsed_version=unparsed_version);
		}

	# None that is known: a program named behind everything else, or just Mozilla.
	local parts = split_string(unparsed_version, /\) */);
	local last = parts[|parts| - 1];

	if ( |parts| > 1 && /^[a-zA-Z][a-zA-Z0-9_ \-]*\/[0-9]/ in last )
		{
		local slash = strstr(last, "/");
		name = last[:slash - 1];
		take_numbers(v, last[slash:]);
		}

	return Description($name=name, $version=v, $unparsed_version=unparsed_version);
	}

function parse(unparsed_version: string): Description
	{
	if ( /^Mozilla\/[0-9]/ in unparsed_version || /^Opera\// in unparsed_version )
		return parse_mozilla(unparsed_version);

	local v = Version();

	# A version alone.
	if ( /^v?[0-9]/ in unparsed_version )
		{
		take_addition(v, take_numbers(v, sub(unparsed_version, /^v/, "")));
		return Description($name="", $version=v, $unparsed_version=unparsed_version);
		}

	# The name ends where a number follows a separator.
	local border = match_pattern(unparsed_version, /[ \/_\-]+[vV]?[0-9]+/);

	if ( ! border$matched )
		return Description($name=strip(unparsed_version), $version=v, $unparsed_version=unparsed_version);

	local name = strip(unparsed_version[:border$off - 1]);
	local behind = sub(unparsed_version[border$off - 1:], /^[ \/_\-]+[vV]?/, "");
	take_addition(v, take_numbers(v, behind));
	return Description($name=name, $version=v, $unparsed_version=unparsed_version);
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
