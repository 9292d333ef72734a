##! Rising thresholds: tells when a number has crossed the next one.

## A number with the thresholds that it has crossed.
type TrackCount: record {
	## The number.
	n: count &default=0;
	## How many thresholds it has crossed.
	index: count &default=0;
};

## Thresholds for notices.
const default_notice_thresholds: vector of count = {
	30, 100, 1000, 10000, 100000, 1000000, 10000000,
} &redef;

## A number that has crossed nothing.
function new_track_count(): TrackCount
	{
	return TrackCount();
	}

## Whether a number has crossed the next of rising thresholds, once for each. When all are crossed there
## is none to look at, which is an error.
function check_threshold(v: vector of count, tracker: TrackCount): bool
	{
	if ( tracker$n < v[tracker$index] )
		return F;

	++tracker$index;
	return T;
	}

## The same for default_notice_thresholds.
function default_check_threshold(tracker: TrackCount): bool
	{
	return check_threshold(default_notice_thresholds, tracker);
	}
