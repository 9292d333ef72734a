# All calculators over the same observations, thresholds, series of thresholds, and normalised keys.

@load base/frameworks/sumstats

function show(key: SumStats::Key, result: SumStats::Result)
	{
	local r = result["sizes"];
	print key?$host ? cat(key$host) : key$str, r$num;
	print fmt("  sum %.1f min %.1f max %.1f average %.2f", r$sum, r$min, r$max, r$average);
	print fmt("  variance %.4f std_dev %.4f", r$variance, r$std_dev);
	print "  unique", r$unique, "hll", r$hll_unique;
	print "  last", SumStats::get_last(r);
	print "  sample", |r$samples|, r$sample_elements;
	local top = topk_get_top(r$topk, 1);
	print "  top", top[0], topk_count(r$topk, top[0]);
	}

event zeek_init()
	{
	local all = SumStats::Reducer($stream="sizes",
		$apply=set(SumStats::AVERAGE, SumStats::HLL_UNIQUE, SumStats::LAST, SumStats::MAX, SumStats::MIN, SumStats::SAMPLE,
		           SumStats::STD_DEV, SumStats::SUM, SumStats::TOPK, SumStats::UNIQUE, SumStats::VARIANCE),
		$num_last_elements=2, $num_samples=3, $topk_size=10);
	SumStats::create([$name="all", $epoch=0 sec, $reducers=set(all), $epoch_result(ts: time, key: SumStats::Key, result: SumStats::Result) =
		{
		show(key, result);
		},
		$epoch_finished(ts: time) =
		{
		print "finished";
		}]);

	local even = SumStats::Reducer($stream="numbers", $apply=set(SumStats::SUM),
		$pred(key: SumStats::Key, obs: SumStats::Observation) =
		{
		return obs$num % 2 == 0;
		},
		$normalize_key(key: SumStats::Key) =
		{
		return SumStats::Key($str=to_lower(key$str));
		});
	SumStats::create([$name="once", $epoch=1 hr, $reducers=set(even),
		$threshold_val(key: SumStats::Key, result: SumStats::Result) =
		{
		return result["numbers"]$sum;
		},
		$threshold=10.0,
		$threshold_crossed(key: SumStats::Key, result: SumStats::Result) =
		{
		print "crossed", key$str, result["numbers"]$sum;
		}]);

	local each = SumStats::Reducer($stream="numbers", $apply=set(SumStats::SUM));
	SumStats::create([$name="series", $epoch=1 hr, $reducers=set(each),
		$threshold_val(key: SumStats::Key, result: SumStats::Result) =
		{
		return result["numbers"]$sum;
		},
		$threshold_series=vector(3.0, 8.0, 30.0),
		$threshold_crossed(key: SumStats::Key, result: SumStats::Result) =
		{
		print "next of the series", key$str, result["numbers"]$sum;
		}]);

	for ( i, n in vector(2, 4, 4, 4, 5, 5, 7, 9) )
		SumStats::observe("sizes", [$host=192.0.2.1], [$num=n]);

	SumStats::observe("sizes", [$str="a"], [$dbl=1.5]);
	SumStats::observe("sizes", [$str="a"], [$dbl=2.5]);
	print SumStats::next_epoch("all"), SumStats::next_epoch("once"), SumStats::next_epoch("none");
	SumStats::observe("sizes", [$str="b"], [$num=1]);
	print SumStats::next_epoch("all");

	for ( i, n in vector(1, 2, 3, 4, 5, 6) )
		SumStats::observe("numbers", [$str=i % 2 == 0 ? "Key" : "key"], [$num=n]);

	when ( local r = SumStats::request_key("series", [$str="key"]) )
		{
		print "asked", r["numbers"]$sum;
		}
	timeout 5 sec
		{
		print "no answer";
		}
	}
