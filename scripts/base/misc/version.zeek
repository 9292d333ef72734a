##! The version of the script language and library as numbers, so that scripts can choose by it:
##! ``@if ( Version::number >= 60000 )``.

module Version;

export {
	## A version taken apart.
	type VersionDescription: record {
		## Comparable: ten thousands of the major, hundreds of the minor number, and the patch.
		version_number: count;
		major: count;
		minor: count;
		patch: count;
		## Commits since the release, 0 for the release itself.
		commit: count;
		## A release candidate or a development version.
		beta: bool;
		## Built for debugging.
		debug: bool;
		## What a packager appended.
		localversion: string;
		## The text that was taken apart.
		version_string: string;
	};

	## Takes a version apart, such as ``8.2.2``, ``8.1.0-dev.12-debug`` or ``7.0.1-local``. What is no version gives
	## zeroes and a report.
	global parse: function(version_string: string): VersionDescription;

	## True when the running version is this one or later. Commits since a release are not looked at.
	global at_least: function(version_string: string): bool;
}

# The number with which a text begins, 0 for none.
function leading(text: string): count
	{
	local digits = find_all_ordered(text, /^[0-9]+/);
	return |digits| > 0 ? to_count(digits[0]) : 0;
	}

function parse(version_string: string): VersionDescription
	{
	local result = VersionDescription($version_number=0, $major=0, $minor=0, $patch=0, $commit=0, $beta=F,
	                                  $debug=F, $localversion="", $version_string=version_string);
	if ( /^[0-9]+\.[0-9]+/ !in version_string )
		{
		Reporter::error(fmt("%s is no version", version_string));
		return result;
		}
	local parts = split_string(version_string, /-/);
	local numbers = split_string(parts[0], /\./);
	result$major = leading(numbers[0]);
	result$minor = leading(numbers[1]);
	if ( |numbers| > 2 )
		result$patch = leading(numbers[2]);
	local rest: vector of string;
	for ( i, part in parts )
		{
		if ( i == 0 )
			next;
		if ( part == "debug" )
			result$debug = T;
		else if ( /^(beta|rc|dev)[0-9]*(\.[0-9]+)?$/ in part )
			{
			result$beta = T;
			local after = split_string1(part, /\./);
			if ( |after| > 1 )
				result$commit = leading(after[1]);
			}
		else if ( /^[0-9]+$/ == part )
			result$commit = to_count(part);
		else
			rest += part;
		}
	result$localversion = join_string_vec(rest, "-");
	result$version_number = result$major * 10000 + result$minor * 100 + result$patch;
	return result;
	}

export {
	## The running version.
	const info: VersionDescription = Version::parse(zeek_version());

	## The running version as a number.
	const number: count = info$version_number;
}

function at_least(version_string: string): bool
	{
	return number >= parse(version_string)$version_number;
	}
