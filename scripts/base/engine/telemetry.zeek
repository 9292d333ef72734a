##! Metrics, as the engine knows them.

module Telemetry;

export {
	## Kinds of metrics.
	type MetricType: enum {
		COUNTER,
		GAUGE,
		HISTOGRAM,
	};

	## What a family of metrics is called.
	type MetricOpts: record {
		## First part of the name, such as "zeek".
		prefix: string;
		name: string;
		## The unit, which becomes part of the name.
		unit: string &optional;
		help_text: string &optional;
		label_names: vector of string &default=vector();
		## The name ends in "_total".
		is_total: bool &optional;
		## Upper bounds of the buckets of a histogram.
		bounds: vector of double &optional;
		metric_type: Telemetry::MetricType &optional;
	};

	## The value of a counter or gauge.
	type Metric: record {
		opts: Telemetry::MetricOpts;
		label_names: vector of string &default=vector();
		label_values: vector of string &optional;
		value: double &optional;
	};

	## The values of a histogram.
	type HistogramMetric: record {
		opts: Telemetry::MetricOpts;
		label_names: vector of string &default=vector();
		label_values: vector of string &optional;
		values: vector of double;
		observations: double;
		sum: double;
	};
}
