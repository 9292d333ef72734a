##! Summary statistics: observations by key, put together over an epoch by calculations, compared with
##! thresholds as they come and handed over at the end of the epoch.

module SumStats;

export {
	## How observations are put together. The scripts below plugins add theirs.
	type Calculation: enum {
		PLACEHOLDER,
	};

	## What observations are about.
	type Key: record {
		## A string.
		str: string &optional;
		## A host.
		host: addr &optional;
	};

	## An observation.
	type Observation: record {
		## A number of times.
		num: count &optional;
		## A measured value.
		dbl: double &optional;
		## A thing.
		str: string &optional;
		## The connection in which it was observed. It does not make observations differ.
		uid: string &optional;
	};

	## What is done with the observations of a stream.
	type Reducer: record {
		## The stream.
		stream: string;
		## The calculations.
		apply: set[Calculation];
		## Decides over each observation; F leaves it out.
		pred: function(key: SumStats::Key, obs: SumStats::Observation): bool &optional;
		## Makes one key out of several.
		normalize_key: function(key: SumStats::Key): Key &optional;
	};

	## What a reducer found.
	type ResultVal: record {
		## The first observation.
		begin: time &default=network_time();
		## The last one.
		end: time &default=network_time();
		## How many there were.
		num: count &default=0;
	};

	## What the reducers of a summary found, by stream.
	type Result: table[string] of ResultVal;

	## Results by key.
	type ResultTable: table[Key] of Result;

	## A summary.
	type SumStat: record {
		## Its name, unique among all.
		name: string;
		## How long an epoch is; 0: until next_epoch is called.
		epoch: interval;
		## What is done with observations.
		reducers: set[Reducer];
		## What is compared with thresholds.
		threshold_val: function(key: SumStats::Key, result: SumStats::Result): double &optional;
		## A threshold, crossed once for a key in an epoch.
		threshold: double &optional;
		## Thresholds one after the other, from the lowest.
		threshold_series: vector of double &optional;
		## Called when a threshold is crossed.
		threshold_crossed: function(key: SumStats::Key, result: SumStats::Result) &optional;
		## Called for each key at the end of an epoch.
		epoch_result: function(ts: time, key: SumStats::Key, result: SumStats::Result) &optional;
		## Called when an epoch is over.
		epoch_finished: function(ts: time) &optional;
	};

	## A calculation takes in an observation: its number (0 for a thing) and the observation itself.
	type ObserveFunc: function(r: Reducer, val: double, obs: Observation, rv: ResultVal);

	## Makes a summary.
	global create: function(ss: SumStats::SumStat);

	## Adds an observation to a stream.
	global observe: function(id: string, orig_key: SumStats::Key, obs: SumStats::Observation);

	## The result of a key so far. Only inside when.
	global request_key: function(ss_name: string, key: Key): Result;

	## Begins another epoch of a summary whose epochs are not timed; F if there is none.
	global next_epoch: function(ss_name: string): bool;

	## A key as text.
	global key2str: function(key: SumStats::Key): string;

	## Calculations call register_observe_plugin in here.
	global register_observe_plugins: hook();

	## Calculations prepare the result of a reducer.
	global init_resultval_hook: hook(r: Reducer, rv: ResultVal);

	## Calculations put two results of a reducer together.
	global compose_resultvals_hook: hook(result: ResultVal, rv1: ResultVal, rv2: ResultVal);

	## Adds a calculation.
	global register_observe_plugin: function(calc: Calculation, func: ObserveFunc);

	## Says that a calculation needs another one done before.
	global add_observe_plugin_dependency: function(calc: Calculation, depends_on: Calculation);

	## The epoch of a summary is over.
	global finish_epoch: event(ss: SumStat);
}

redef record Reducer += {
	# The name of the summary it belongs to.
	ssname: string &optional;
	# Its calculations in the order in which they are done.
	calc_funcs: vector of Calculation &optional;
};

# Reducers by stream, and summaries with their results by name.
global reducer_store: table[string] of set[Reducer] = table();
global stats_store: table[string] of SumStat = table();
global result_store: table[string] of ResultTable = table();

# How many thresholds each key of a summary has crossed.
global threshold_tracker: table[string] of table[Key] of count = table();

global calc_store: table[Calculation] of ObserveFunc = table();
global calc_deps: table[Calculation] of vector of Calculation = table();

# A part of an epoch's results is to be handed over.
global process_epoch_result: event(ss: SumStat, now: time, data: ResultTable);

# So many keys are handed over at once; other events come between them.
const keys_at_once = 50;

function key2str(key: Key): string
	{
	local parts: vector of string = vector();

	if ( key?$host )
		parts += fmt("host=%s", key$host);

	if ( key?$str )
		parts += fmt("str=%s", key$str);

	return fmt("sumstats_key(%s)", join_string_vec(parts, ", "));
	}

function register_observe_plugin(calc: Calculation, func: ObserveFunc)
	{
	calc_store[calc] = func;
	}

function add_observe_plugin_dependency(calc: Calculation, depends_on: Calculation)
	{
	if ( calc !in calc_deps )
		calc_deps[calc] = vector();

	calc_deps[calc] += depends_on;
	}

event zeek_init() &priority=100000
	{
	hook register_observe_plugins();
	}

function init_resultval(r: Reducer): ResultVal
	{
	local rv = ResultVal($begin=network_time(), $end=network_time());
	hook init_resultval_hook(r, rv);
	return rv;
	}

function compose_resultvals(rv1: ResultVal, rv2: ResultVal): ResultVal
	{
	local result = ResultVal();
	result$begin = rv1$begin < rv2$begin ? rv1$begin : rv2$begin;
	result$end = rv1$end > rv2$end ? rv1$end : rv2$end;
	result$num = rv1$num + rv2$num;
	hook compose_resultvals_hook(result, rv1, rv2);
	return result;
	}

function compose_results(r1: Result, r2: Result): Result
	{
	local result: Result = table();

	for ( id, rv in r1 )
		result[id] = id in r2 ? compose_resultvals(rv, r2[id]) : rv;

	for ( id2, rv2 in r2 )
		if ( id2 !in r1 )
			result[id2] = rv2;

	return result;
	}

function reset(ss: SumStat)
	{
	result_store[ss$name] = table();

	if ( ss?$threshold || ss?$threshold_series )
		threshold_tracker[ss$name] = table();
	}

# Adds a calculation behind those that it needs, unless it is there already.
function add_calc_deps(calcs: vector of Calculation, c: Calculation)
	{
	for ( i, done in calcs )
		if ( done == c )
			return;

	if ( c in calc_deps )
		for ( j, dependency in calc_deps[c] )
			add_calc_deps(calcs, dependency);

	calcs += c;
	}

function create(ss: SumStat)
	{
	if ( ( ss?$threshold || ss?$threshold_series ) && ! ss?$threshold_val )
		Reporter::error("SumStats given a threshold with no $threshold_val function");

	threshold_tracker[ss$name] = table();
	stats_store[ss$name] = ss;

	for ( reducer in ss$reducers )
		{
		reducer$ssname = ss$name;
		reducer$calc_funcs = vector();

		for ( calc in reducer$apply )
			add_calc_deps(reducer$calc_funcs, calc);

		if ( reducer$stream !in reducer_store )
			reducer_store[reducer$stream] = set();

		add reducer_store[reducer$stream][reducer];
		}

	reset(ss);

	if ( ss$epoch > 0 sec )
		schedule ss$epoch { SumStats::finish_epoch(ss) };
	}

# Streams without observations get results of none, so that functions of summaries need not ask.
function complete(ss: SumStat, result: Result)
	{
	if ( |ss$reducers| == |result| )
		return;

	for ( reducer in ss$reducers )
		if ( reducer$stream !in result )
			result[reducer$stream] = init_resultval(reducer);
	}

function get_threshold_index(ss_name: string, key: Key): count
	{
	if ( ss_name !in threshold_tracker || key !in threshold_tracker[ss_name] )
		return 0;

	return threshold_tracker[ss_name][key];
	}

# Whether the next threshold of a key is crossed. modify_pct is the part of the whole that is known here.
function check_thresholds(ss: SumStat, key: Key, result: Result, modify_pct: double): bool
	{
	if ( ! ( ss?$threshold || ss?$threshold_series ) )
		return F;

	complete(ss, result);
	local watch = ss$threshold_val(key, result);

	if ( modify_pct > 0.0 && modify_pct < 1.0 )
		watch = watch / modify_pct;

	local crossed = get_threshold_index(ss$name, key);

	if ( ss?$threshold && crossed == 0 && watch >= ss$threshold )
		return T;

	return ss?$threshold_series && |ss$threshold_series| > crossed && watch >= ss$threshold_series[crossed];
	}

function threshold_crossed(ss: SumStat, key: Key, result: Result)
	{
	if ( ! ss?$threshold_crossed )
		return;

	threshold_tracker[ss$name][key] = get_threshold_index(ss$name, key) + 1;
	complete(ss, result);
	ss$threshold_crossed(key, result);
	}

function data_added(ss: SumStat, key: Key, result: Result)
	{
	if ( check_thresholds(ss, key, result, 1.0) )
		threshold_crossed(ss, key, result);
	}

# Nobody will look at what comes now: all thresholds are crossed, and nothing is done at the end of the epoch.
function is_past_thresholds(ss: SumStat, key: Key): bool
	{
	if ( ss?$epoch_result || ! ( ss?$threshold || ss?$threshold_series ) )
		return F;

	return get_threshold_index(ss$name, key) >= ( ss?$threshold_series ? |ss$threshold_series| : 1 );
	}

function observe(id: string, orig_key: Key, obs: Observation)
	{
	if ( id !in reducer_store )
		return;

	# What is no number counts as one.
	local val = obs?$num ? count_to_double(obs$num) : ( obs?$dbl ? obs$dbl : 1.0 );

	for ( r in reducer_store[id] )
		{
		local ss = stats_store[r$ssname];
		local key = r?$normalize_key ? r$normalize_key(copy(orig_key)) : orig_key;

		if ( ( r?$pred && ! r$pred(key, obs) ) || is_past_thresholds(ss, key) )
			next;

		local results = result_store[r$ssname];

		if ( key !in results )
			results[key] = table();

		local result = results[key];

		if ( id !in result )
			result[id] = init_resultval(r);

		local rv = result[id];
		rv$num += 1;
		rv$end = network_time();

		for ( i, calc in r$calc_funcs )
			{
			local func = calc_store[calc];
			func(r, val, obs, rv);
			}

		data_added(ss, key, result);
		}
	}

function epoch_over(ss: SumStat, now: time)
	{
	if ( ss?$epoch_finished )
		ss$epoch_finished(now);
	}

event SumStats::process_epoch_result(ss: SumStat, now: time, data: ResultTable)
	{
	local done: vector of Key = vector();

	for ( key, result in data )
		{
		complete(ss, result);
		ss$epoch_result(now, key, result);
		done += key;

		if ( |done| == keys_at_once )
			break;
		}

	for ( i, finished in done )
		delete data[finished];

	if ( |data| > 0 )
		schedule 0.01 sec { SumStats::process_epoch_result(ss, now, data) };
	else
		epoch_over(ss, now);
	}

# Hands over the results of an epoch. Nothing can wait when the run is about to end.
function do_finish_epoch(ss: SumStat)
	{
	local now = network_time();
	local data = result_store[ss$name];

	if ( ! ss?$epoch_result )
		epoch_over(ss, now);
	else if ( zeek_is_terminating() )
		{
		for ( key, result in data )
			{
			complete(ss, result);
			ss$epoch_result(now, key, result);
			}

		epoch_over(ss, now);
		}
	else if ( |data| > 0 )
		event SumStats::process_epoch_result(ss, now, data);

	# A table of its own for the next epoch: the one of this epoch is still being handed over.
	reset(ss);
	}

event SumStats::finish_epoch(ss: SumStat)
	{
	do_finish_epoch(ss);

	if ( ss$epoch > 0 sec )
		schedule ss$epoch { SumStats::finish_epoch(ss) };
	}

function next_epoch(ss_name: string): bool
	{
	if ( ss_name !in stats_store )
		return F;

	local ss = stats_store[ss_name];

	if ( ss$epoch > 0 sec )
		return F;

	do_finish_epoch(ss);
	return T;
	}

function request_key(ss_name: string, key: Key): Result
	{
	# What several nodes know has to be asked for, so callers wait for the answer in any case.
	return when [ss_name, key] ( T )
		{
		if ( ss_name in result_store && key in result_store[ss_name] )
			return result_store[ss_name][key];

		local nothing: Result = table();
		return nothing;
		}
	}
