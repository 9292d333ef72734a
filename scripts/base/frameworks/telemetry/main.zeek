##! Metrics of scripts: counters, gauges and histograms, in families that differ by the values of labels.

@load base/misc/version

module Telemetry;

export {
	## Values of labels, of any type.
	type labels_vector: vector of any;

	## A family of counters.
	type CounterFamily: record {
		__family: opaque of counter_metric_family;
		__labels: vector of string;
	};

	## A counter.
	type Counter: record {
		__metric: opaque of counter_metric;
	};

	## The family of counters of a name, which is made when it is first asked for.
	global register_counter_family: function(opts: MetricOpts): CounterFamily;

	## The counter with these values of labels.
	global counter_with: function(cf: CounterFamily, label_values: labels_vector &default=vector()): Counter;

	## A family of gauges.
	type GaugeFamily: record {
		__family: opaque of gauge_metric_family;
		__labels: vector of string;
	};

	## A gauge.
	type Gauge: record {
		__metric: opaque of gauge_metric;
	};

	## The family of gauges of a name, which is made when it is first asked for.
	global register_gauge_family: function(opts: MetricOpts): GaugeFamily;

	## The gauge with these values of labels.
	global gauge_with: function(gf: GaugeFamily, label_values: labels_vector &default=vector()): Gauge;

	## A family of histograms.
	type HistogramFamily: record {
		__family: opaque of histogram_metric_family;
		__labels: vector of string;
	};

	## A histogram.
	type Histogram: record {
		__metric: opaque of histogram_metric;
	};

	## The family of histograms of a name, which is made when it is first asked for.
	global register_histogram_family: function(opts: MetricOpts): HistogramFamily;

	## The histogram with these values of labels.
	global histogram_with: function(hf: HistogramFamily, label_values: labels_vector &default=vector()): Histogram;

	## Adds to a counter. T if that could be done: the amount must not be negative.
	global counter_inc: function(c: Counter, amount: double &default=1.0): bool;
	global counter_family_inc: function(cf: CounterFamily, label_values: labels_vector &default=vector(), amount: double &default=1.0): bool;

	## Brings a counter to a value, which must not be less than the present one.
	global counter_set: function(c: Counter, value: double): bool;
	global counter_family_set: function(cf: CounterFamily, label_values: labels_vector, value: double): bool;

	## Adds to a gauge.
	global gauge_inc: function(g: Gauge, amount: double &default=1.0): bool;
	global gauge_family_inc: function(gf: GaugeFamily, label_values: labels_vector &default=vector(), value: double &default=1.0): bool;

	## Takes from a gauge.
	global gauge_dec: function(g: Gauge, amount: double &default=1.0): bool;
	global gauge_family_dec: function(gf: GaugeFamily, label_values: labels_vector &default=vector(), value: double &default=1.0): bool;

	## Brings a gauge to a value.
	global gauge_set: function(g: Gauge, value: double): bool;
	global gauge_family_set: function(gf: GaugeFamily, label_values: labels_vector, value: double): bool;

	## Puts a measurement into a histogram.
	global histogram_observe: function(h: Histogram, measurement: double): bool;
	global histogram_family_observe: function(hf: HistogramFamily, label_values: labels_vector, measurement: double): bool;

	## All counters and gauges, or all histograms, whose prefix and name match; * stands for anything.
	global collect_metrics: function(prefix: string &default="*", name: string &default="*"): vector of Metric;
	global collect_histogram_metrics: function(prefix: string &default="*", name: string &default="*"): vector of HistogramMetric;

	## Metrics that are not kept up to date all the time are brought up to date in here.
	global sync: hook();
}

# Values of labels by name. Different numbers of both are a mistake, and told.
function make_labels(keys: vector of string, values: labels_vector): table[string] of string
	{
	local labels: table[string] of string;

	for ( i, key in keys )
		labels[key] = i < |values| ? cat(values[i]) : "";

	if ( |keys| != |values| )
		Reporter::error(fmt("Telemetry: %d values for %d labels", |values|, |keys|));

	return labels;
	}

function register_counter_family(opts: MetricOpts): CounterFamily
	{
	local f = __counter_family(opts$prefix, opts$name, opts$label_names, opts?$help_text ? opts$help_text : "Zeek Script Metric",
	                       opts?$unit ? opts$unit : "");
	return CounterFamily($__family=f, $__labels=opts$label_names);
	}

function counter_with(cf: CounterFamily, label_values: labels_vector): Counter
	{
	return Counter($__metric=__counter_metric_get_or_add(cf$__family, make_labels(cf$__labels, label_values)));
	}

function register_gauge_family(opts: MetricOpts): GaugeFamily
	{
	local f = __gauge_family(opts$prefix, opts$name, opts$label_names, opts?$help_text ? opts$help_text : "Zeek Script Metric",
	                       opts?$unit ? opts$unit : "");
	return GaugeFamily($__family=f, $__labels=opts$label_names);
	}

function gauge_with(gf: GaugeFamily, label_values: labels_vector): Gauge
	{
	return Gauge($__metric=__gauge_metric_get_or_add(gf$__family, make_labels(gf$__labels, label_values)));
	}

function register_histogram_family(opts: MetricOpts): HistogramFamily
	{
	local f = __histogram_family(opts$prefix, opts$name, opts$label_names, opts$bounds, opts?$help_text ? opts$help_text : "Zeek Script Metric",
	                       opts?$unit ? opts$unit : "");
	return HistogramFamily($__family=f, $__labels=opts$label_names);
	}

function histogram_with(hf: HistogramFamily, label_values: labels_vector): Histogram
	{
	return Histogram($__metric=__histogram_metric_get_or_add(hf$__family, make_labels(hf$__labels, label_values)));
	}

function counter_inc(c: Counter, amount: double): bool
	{
	return __counter_inc(c$__metric, amount);
	}

function counter_set(c: Counter, value: double): bool
	{
	return __counter_inc(c$__metric, value - __counter_value(c$__metric));
	}

function counter_family_inc(cf: CounterFamily, label_values: labels_vector, amount: double): bool
	{
	return counter_inc(counter_with(cf, label_values), amount);
	}

function counter_family_set(cf: CounterFamily, label_values: labels_vector, value: double): bool
	{
	return counter_set(counter_with(cf, label_values), value);
	}

function gauge_inc(g: Gauge, amount: double): bool
	{
	return __gauge_inc(g$__metric, amount);
	}

function gauge_dec(g: Gauge, amount: double): bool
	{
	return __gauge_dec(g$__metric, amount);
	}

function gauge_set(g: Gauge, value: double): bool
	{
	return __gauge_inc(g$__metric, value - __gauge_value(g$__metric));
	}

function gauge_family_inc(gf: GaugeFamily, label_values: labels_vector, value: double): bool
	{
	return gauge_inc(gauge_with(gf, label_values), value);
	}

function gauge_family_dec(gf: GaugeFamily, label_values: labels_vector, value: double): bool
	{
	return gauge_dec(gauge_with(gf, label_values), value);
	}

function gauge_family_set(gf: GaugeFamily, label_values: labels_vector, value: double): bool
	{
	return gauge_set(gauge_with(gf, label_values), value);
	}

function histogram_observe(h: Histogram, measurement: double): bool
	{
	return __histogram_observe(h$__metric, measurement);
	}

function histogram_family_observe(hf: HistogramFamily, label_values: labels_vector, measurement: double): bool
	{
	return histogram_observe(histogram_with(hf, label_values), measurement);
	}

function collect_metrics(prefix: string, name: string): vector of Metric
	{
	hook Telemetry::sync();
	local all: vector of Metric = vector();

	for ( i, m in __collect_metrics(prefix, name) )
		all += m as Metric;

	return all;
	}

function collect_histogram_metrics(prefix: string, name: string): vector of HistogramMetric
	{
	hook Telemetry::sync();
	local all: vector of HistogramMetric = vector();

	for ( i, m in __collect_histogram_metrics(prefix, name) )
		all += m as HistogramMetric;

	return all;
	}
