##! About how many different observations there were, in little memory.

@load ../main

module SumStats;

export {
	redef record Reducer += {
		## How far the estimate may be off, as a part of it.
		hll_error_margin: double &default=0.01;
		## With which probability it is not off further.
		hll_confidence: double &default=0.95;
	};

	redef enum Calculation += {
		## An estimate of the number of different observations.
		HLL_UNIQUE,
	};

	redef record ResultVal += {
		## The estimate.
		hll_unique: count &default=0;
	};
}

redef record ResultVal += {
	# The sketch from which the number is estimated, and its settings.
	card: opaque of cardinality &optional;
	hll_error_margin: double &optional;
	hll_confidence: double &optional;
};

hook init_resultval_hook(r: Reducer, rv: ResultVal)
	{
	if ( HLL_UNIQUE !in r$apply )
		return;

	rv$hll_error_margin = r$hll_error_margin;
	rv$hll_confidence = r$hll_confidence;
	rv$card = hll_cardinality_init(rv$hll_error_margin, rv$hll_confidence);
	}

hook register_observe_plugins()
	{
	register_observe_plugin(HLL_UNIQUE, function(r: Reducer, val: double, obs: Observation, rv: ResultVal)
		{
		hll_cardinality_add(rv$card, obs);
		rv$hll_unique = double_to_count(hll_cardinality_estimate(rv$card));
		});
	}

hook compose_resultvals_hook(result: ResultVal, rv1: ResultVal, rv2: ResultVal)
	{
	local from = rv1?$card ? rv1 : rv2;

	if ( ! from?$card )
		return;

	result$hll_error_margin = from$hll_error_margin;
	result$hll_confidence = from$hll_confidence;
	result$card = hll_cardinality_copy(from$card);

	if ( rv1?$card && rv2?$card )
		hll_cardinality_merge_into(result$card, rv2$card);

	result$hll_unique = double_to_count(hll_cardinality_estimate(result$card));
	}
