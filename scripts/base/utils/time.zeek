##! Times and numbers of events.

## An interval as minutes and seconds.
##
## Example: duration_to_mins_secs(90 sec) == "1m30s"
function duration_to_mins_secs(dur: interval): string
	{
	local secs = double_to_count(interval_to_double(dur));
	return fmt("%dm%ds", secs / 60, secs % 60);
	}

## How far the engine lags behind the packets it sees; 0 for files.
function get_packet_lag(): interval
	{
	return reading_live_traffic() ? current_time() - get_current_packet_ts() : 0 sec;
	}
