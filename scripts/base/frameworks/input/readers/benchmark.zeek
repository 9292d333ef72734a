##! Made-up lines, to measure with.

module InputBenchmark;

export {
	## The number of lines is multiplied by this at each reading.
	const factor: double = 1.0 &redef;

	## The number of lines grows by this at each reading.
	const addfactor: count = 0 &redef;

	## Stop growing at so many lines; 0: never.
	const stopspreadat: count = 0 &redef;

	## Pause of so many microseconds between lines.
	const spread: count = 0 &redef;

	## Spread the lines over the heartbeat interval, multiplied by this; 0: do not.
	const autospread: double = 0.0 &redef;

	## Spread the lines over this many heartbeat intervals; 0: do not.
	const timedspread: double = 0.0 &redef;
}
