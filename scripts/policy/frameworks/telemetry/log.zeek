##! Metrics in telemetry.log and telemetry_histogram.log, once a minute.

@load base/frameworks/logging
@load base/frameworks/telemetry

module Telemetry;

export {
	redef enum Log::ID += { LOG, LOG_HISTOGRAM };

	## Decide over each line of the logs.
	global log_policy: Log::PolicyHook;
	global log_policy_histogram: Log::PolicyHook;

	## How often they are written.
	option log_interval = 1 min;

	## Which metrics are written, by the first part of their names.
	option log_prefixes: set[string] = { "process", "zeek" };

	## A line of telemetry.log.
	type Info: record {
		## When it was written.
		ts: time &log;
		## The node.
		peer: string &log;
		## The kind of metric.
		metric_type: string &log;
		## Its name.
		name: string &log;
		## Its labels.
		labels: vector of string &log;
		## Their values.
		label_values: vector of string &log;
		## Its value.
		value: double &log;
	};

	## A line of telemetry_histogram.log.
	type HistogramInfo: record {
		## When it was written.
		ts: time &log;
		## The node.
		peer: string &log;
		## Its name.
		name: string &log;
		## Its labels.
		labels: vector of string &log;
		## Their values.
		label_values: vector of string &log;
		## The upper bounds of its buckets.
		bounds: vector of double &log;
		## How many measurements are in each.
		values: vector of double &log;
		## The sum of all measurements.
		sum: double &log;
		## How many there are.
		observations: double &log;
	};

	## Raised with each line.
	global log_telemetry: event(rec: Info);
	global log_telemetry_histogram: event(rec: HistogramInfo);

	## It is time to write.
	global log: event();
}

function do_log()
	{
	for ( i, m in collect_metrics() )
		{
		if ( m$opts$prefix !in log_prefixes )
			next;

		Log::write(LOG, Info($ts=network_time(), $peer=peer_description,
		                     $metric_type=to_lower(sub(cat(m$opts$metric_type), /^.*::/, "")), $name=m$opts$name,
		                     $labels=m$label_names, $label_values=m$label_values, $value=m$value));
		}

	for ( j, h in collect_histogram_metrics() )
		{
		if ( h$opts$prefix !in log_prefixes )
			next;

		Log::write(LOG_HISTOGRAM, HistogramInfo($ts=network_time(), $peer=peer_description, $name=h$opts$name,
		                                        $labels=h$label_names, $label_values=h$label_values,
		                                        $bounds=h$opts$bounds, $values=h$values, $sum=h$sum,
		                                        $observations=h$observations));
		}
	}

event Telemetry::log()
	{
	do_log();
	schedule log_interval { Telemetry::log() };
	}

event zeek_init() &priority=5
	{
	Log::create_stream(LOG, Log::Stream($columns=Info, $ev=log_telemetry, $path="telemetry", $policy=log_policy));
	Log::create_stream(LOG_HISTOGRAM, Log::Stream($columns=HistogramInfo, $ev=log_telemetry_histogram,
	                                              $path="telemetry_histogram", $policy=log_policy_histogram));
	schedule log_interval { Telemetry::log() };
	}

event zeek_done() &priority=-1000
	{
	do_log();
	}
