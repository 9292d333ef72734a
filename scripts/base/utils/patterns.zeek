##! Patterns made of texts, and matches with their place.

## A pattern that matches any element of a set. pat says where: "~~" in it stands for the elements.
## Only usable before the first packet.
function set_to_regex(ss: set[string], pat: string): pattern
	{
	local elements = "";

	for ( element in ss )
		elements += fmt("%s%s", elements == "" ? "" : "|", convert_for_pattern(element));

	return string_to_pattern(subst_string(pat, "~~", elements), F);
	}

## Outcome of match_pattern.
type PatternMatchResult: record {
	## Whether the pattern matches anywhere.
	matched: bool;
	## What it matches; empty if nothing.
	str: string;
	## Where, counted from 1; 0 if nowhere.
	off: count;
};

## The first match of a pattern with its place.
function match_pattern(s: string, p: pattern): PatternMatchResult
	{
	local parts = split_string_n(s, p, T, 1);

	if ( |parts| < 3 )
		return PatternMatchResult($matched=F, $str="", $off=0);

	return PatternMatchResult($matched=T, $str=parts[1], $off=|parts[0]| + 1);
	}
