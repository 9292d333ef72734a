##! How many different observations there were.

@load ../main

module SumStats;

export {
	redef record Reducer += {
		## No more different observations are counted than this.
		unique_max: count &optional;
	};

	redef enum Calculation += {
		## The number of different observations.
		UNIQUE,
	};

	redef record ResultVal += {
		## The number of different observations.
		unique: count &default=0;
	};
}

redef record ResultVal += {
	# The limit of the reducer.
	unique_max: count &optional;
	# The different observations.
	unique_vals: set[Observation] &optional;
};

function without_uid(obs: Observation): Observation
	{
	if ( ! obs?$uid )
		return obs;

	local bare = copy(obs);
	delete bare$uid;
	return bare;
	}

hook register_observe_plugins()
	{
	register_observe_plugin(UNIQUE, function(r: Reducer, val: double, obs: Observation, rv: ResultVal)
		{
		if ( ! rv?$unique_vals )
			rv$unique_vals = set();

		if ( r?$unique_max )
			rv$unique_max = r$unique_max;

		if ( ! r?$unique_max || |rv$unique_vals| <= r$unique_max )
			add rv$unique_vals[without_uid(obs)];

		rv$unique = |rv$unique_vals|;
		});
	}

hook compose_resultvals_hook(result: ResultVal, rv1: ResultVal, rv2: ResultVal)
	{
	if ( rv1?$unique_max )
		result$unique_max = rv1$unique_max;
	else if ( rv2?$unique_max )
		result$unique_max = rv2$unique_max;

	if ( ! rv1?$unique_vals && ! rv2?$unique_vals )
		return;

	local all: set[Observation] = set();

	for ( rv in set(rv1, rv2) )
		{
		if ( ! rv?$unique_vals )
			next;

		for ( obs in rv$unique_vals )
			if ( ! result?$unique_max || |all| <= result$unique_max )
				add all[obs];
		}

	result$unique_vals = all;
	result$unique = |all|;
	}
