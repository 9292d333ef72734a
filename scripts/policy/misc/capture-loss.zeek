##! How much of the traffic was not captured, estimated by data that hosts acknowledge though it was never
##! seen.

@load base/frameworks/notice

module CaptureLoss;

export {
	redef enum Log::ID += { LOG };

	## Decides over each line of capture_loss.log.
	global log_policy: Log::PolicyHook;

	redef enum Notice::Type += {
		## More is lost than too_much_loss.
		Too_Much_Loss,
		## There is hardly anything to see.
		Too_Little_Traffic,
	};

	## A line of capture_loss.log.
	type Info: record {
		## When it was measured.
		ts: time &log;
		## Since when.
		ts_delta: interval &log;
		## The node that measured.
		peer: string &log;
		## Acknowledgements of data that was not seen.
		gaps: count &log;
		## All acknowledgements.
		acks: count &log;
		## The part of them, in percent.
		percent_lost: double &log;
	};

	## How often it is measured.
	option watch_interval = 15 min;

	## When it is measured first.
	option initial_watch_interval = 1 min;

	## A part that is worth a notice, from 0 to 1.
	option too_much_loss = 0.1;

	## Fewer acknowledgements than this are worth a notice.
	option minimum_acks: count = 1;
}

event zeek_init() &priority=5
	{
	Log::create_stream(LOG, Log::Stream($columns=Info, $path="capture_loss", $policy=log_policy));
	}

event CaptureLoss::take_measurement(last_ts: time, last_acks: count, last_gaps: count)
	{
	local g = get_gap_stats();
	local acks = g$ack_events - last_acks;
	local gaps = g$gap_events - last_gaps;
	local now = network_time();
	local percent = acks == 0 ? 0.0 : 100.0 * gaps / acks;

	Log::write(LOG, Info($ts=now, $ts_delta=now - last_ts, $peer=peer_description, $gaps=gaps, $acks=acks,
	                     $percent_lost=percent));

	if ( percent >= too_much_loss * 100 )
		NOTICE(Notice::Info($note=Too_Much_Loss,
		                    $msg=fmt("The capture loss script detected an estimated loss rate above %.3f%%", percent)));

	if ( acks < minimum_acks )
		NOTICE(Notice::Info($note=Too_Little_Traffic,
		                    $msg=fmt("Only observed %d TCP ACKs and was expecting at least %d.", acks, minimum_acks)));

	# What is scheduled while the run ends would come at once.
	if ( ! zeek_is_terminating() )
		schedule watch_interval { CaptureLoss::take_measurement(now, g$ack_events, g$gap_events) };
	}

event network_time_init()
	{
	schedule initial_watch_interval { CaptureLoss::take_measurement(network_time(), 0, 0) };
	}
