# Families, their metrics by label, and the logs of them.

@load frameworks/telemetry/log

global connections = Telemetry::register_counter_family(Telemetry::MetricOpts(
	$prefix="zeek", $name="connections", $unit="1", $help_text="Connections by protocol", $label_names=vector("proto", "port")));
global open_files = Telemetry::register_gauge_family(Telemetry::MetricOpts($prefix="zeek", $name="open-files", $unit="1"));
global sizes = Telemetry::register_histogram_family(Telemetry::MetricOpts(
	$prefix="zeek", $name="sizes", $unit="bytes", $bounds=vector(10.0, 100.0), $label_names=vector("kind")));
global other = Telemetry::register_counter_family(Telemetry::MetricOpts($prefix="site", $name="other"));

hook Telemetry::sync()
	{
	Telemetry::gauge_family_set(open_files, vector(), 17.0);
	}

event zeek_init()
	{
	local c = Telemetry::counter_with(connections, vector("tcp", 80/tcp));
	print Telemetry::counter_inc(c), Telemetry::counter_inc(c, 4.0), Telemetry::counter_inc(c, -1.0);
	Telemetry::counter_family_inc(connections, vector("udp", 53/udp));
	print Telemetry::counter_family_set(connections, vector("udp", 53/udp), 3.0), Telemetry::counter_set(c, 2.0);

	local g = Telemetry::gauge_with(open_files);
	Telemetry::gauge_inc(g, 5.0);
	Telemetry::gauge_dec(g);

	for ( i, size in vector(1.0, 10.0, 11.0, 5000.0) )
		Telemetry::histogram_family_observe(sizes, vector("file"), size);

	Telemetry::counter_family_inc(other);

	for ( i, m in Telemetry::collect_metrics() )
		print m$opts$metric_type, m$opts$name, m$label_names, m$label_values, m$value;

	for ( i, h in Telemetry::collect_histogram_metrics("zeek", "*sizes*") )
		print h$opts$name, h$opts$bounds, h$values, h$sum, h$observations;

	print |Telemetry::collect_metrics("site")|, |Telemetry::collect_metrics("*", "connections*")|;

	# Another kind under the same name.
	Telemetry::register_gauge_family(Telemetry::MetricOpts($prefix="site", $name="other_total"));
	}
