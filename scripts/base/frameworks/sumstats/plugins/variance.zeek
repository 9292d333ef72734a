##! The variance of what was observed, of a sample: divided by one less than the number of observations.

@load ../main
@load ./average

module SumStats;

export {
	redef enum Calculation += {
		## The variance.
		VARIANCE,
	};

	redef record ResultVal += {
		## The variance.
		variance: double &optional;
	};
}

redef record ResultVal += {
	# The average before the last observation.
	prev_avg: double &optional;
	# The sum of the squared distances from the average.
	var_s: double &default=0.0;
};

function calc_variance(rv: ResultVal)
	{
	rv$variance = rv$num > 1 ? rv$var_s / ( rv$num - 1 ) : 0.0;
	}

hook register_observe_plugins() &priority=-5
	{
	# The average has taken in the observation before this is called.
	register_observe_plugin(VARIANCE, function(r: Reducer, val: double, obs: Observation, rv: ResultVal)
		{
		if ( rv$num > 1 )
			rv$var_s += ( val - rv$prev_avg ) * ( val - rv$average );

		calc_variance(rv);
		rv$prev_avg = rv$average;
		});

	add_observe_plugin_dependency(VARIANCE, AVERAGE);
	}

# After the average was put together.
hook compose_resultvals_hook(result: ResultVal, rv1: ResultVal, rv2: ResultVal) &priority=-5
	{
	if ( rv1?$average && rv2?$average )
		{
		local d1 = rv1$average - result$average;
		local d2 = rv2$average - result$average;
		result$var_s = rv1$var_s + rv1$num * d1 * d1 + rv2$var_s + rv2$num * d2 * d2;
		}
	else
		result$var_s = rv1?$average ? rv1$var_s : rv2$var_s;

	if ( rv1?$prev_avg && rv2?$prev_avg )
		result$prev_avg = ( rv1$prev_avg * rv1$num + rv2$prev_avg * rv2$num ) / ( rv1$num + rv2$num );
	else if ( rv1?$prev_avg )
		result$prev_avg = rv1$prev_avg;
	else if ( rv2?$prev_avg )
		result$prev_avg = rv2$prev_avg;

	if ( rv1?$variance || rv2?$variance )
		calc_variance(result);
	}
