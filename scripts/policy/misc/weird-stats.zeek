##! How often each kind of weird was seen, at intervals in weird_stats.log. Sampling does not hide any here.

@load base/frameworks/notice/weird
@load base/frameworks/sumstats

module WeirdStats;

export {
	redef enum Log::ID += { LOG };

	## Decides over each line of weird_stats.log.
	global log_policy: Log::PolicyHook;

	## How often lines are written.
	const weird_stat_interval = 15 min &redef;

	## A line of weird_stats.log.
	type Info: record {
		## When.
		ts: time &log;
		## The kind.
		name: string &log;
		## How often it was seen since the last time.
		num_seen: count &log;
	};

	## Raised with each line of weird_stats.log.
	global log_weird_stats: event(rec: Info);
}

# What was counted up to the last time, and this time.
global last_epoch_weirds: table[string] of double = table();
global this_epoch_weirds: table[string] of double = table();

function weird_epoch_results(ts: time, key: SumStats::Key, result: SumStats::Result)
	{
	if ( "weirds.encountered" in result )
		this_epoch_weirds[key$str] = result["weirds.encountered"]$sum;
	}

function weird_epoch_finished(ts: time)
	{
	for ( name, total in this_epoch_weirds )
		{
		local before = name in last_epoch_weirds ? last_epoch_weirds[name] : 0.0;

		if ( total > before )
			Log::write(LOG, Info($ts=ts, $name=name, $num_seen=double_to_count(total - before)));
		}

	last_epoch_weirds = this_epoch_weirds;
	this_epoch_weirds = table();
	}

# The engine counts; its numbers become observations.
function observe_weird_stats()
	{
	for ( name, n in get_reporter_stats()$weirds_by_type )
		SumStats::observe("weirds.encountered", SumStats::Key($str=name), SumStats::Observation($dbl=n + 0.0));
	}

event WeirdStats::collect()
	{
	observe_weird_stats();
	SumStats::next_epoch("weirds.statistics");

	if ( ! zeek_is_terminating() )
		schedule weird_stat_interval { WeirdStats::collect() };
	}

event zeek_init() &priority=5
	{
	Log::create_stream(LOG, Log::Stream($columns=Info, $ev=log_weird_stats, $path="weird_stats", $policy=log_policy));

	local reducer = SumStats::Reducer($stream="weirds.encountered", $apply=set(SumStats::SUM));
	SumStats::create(SumStats::SumStat($name="weirds.statistics", $epoch=0 sec, $reducers=set(reducer),
	                                   $epoch_result=weird_epoch_results, $epoch_finished=weird_epoch_finished));
	schedule weird_stat_interval { WeirdStats::collect() };
	}
