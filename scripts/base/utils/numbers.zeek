##! Numbers in texts.

## The first number in a text, or the last one; 0 if there is none.
##
## Example: extract_count("abc 123 def 456") == 123
function extract_count(s: string, get_first: bool &default=T): count
	{
	local numbers = find_all_ordered(s, /[0-9]+/);

	if ( |numbers| == 0 )
		return 0;

	return to_count(numbers[get_first ? 0 : |numbers| - 1]);
	}

## The larger of two.
function max_count(a: count, b: count): count
	{
	return a > b ? a : b;
	}

## The smaller of two.
function min_count(a: count, b: count): count
	{
	return a < b ? a : b;
	}

## The larger of two.
function max_double(a: double, b: double): double
	{
	return a > b ? a : b;
	}

## The smaller of two.
function min_double(a: double, b: double): double
	{
	return a < b ? a : b;
	}

## The larger of two.
function max_interval(a: interval, b: interval): interval
	{
	return a > b ? a : b;
	}

## The smaller of two.
function min_interval(a: interval, b: interval): interval
	{
	return a < b ? a : b;
	}
