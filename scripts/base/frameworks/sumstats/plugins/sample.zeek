##! A random sample of the observations, each of them as likely as any other.

@load ../main

module SumStats;

export {
	redef record Reducer += {
		## How many observations the sample holds.
		num_samples: count &default=0;
	};

	redef enum Calculation += {
		## A random sample.
		SAMPLE,
	};

	redef record ResultVal += {
		## The sample.
		samples: vector of Observation &default=vector();
	};
}

redef record ResultVal += {
	# From how many observations the sample was taken, and how many it may hold.
	sample_elements: count &default=0;
	num_samples: count &default=0;
};

hook init_resultval_hook(r: Reducer, rv: ResultVal)
	{
	if ( SAMPLE in r$apply )
		rv$num_samples = r$num_samples;
	}

# Later observations take a random place with a probability that falls with their number.
function sample_add_sample(obs: Observation, rv: ResultVal)
	{
	rv$sample_elements += 1;

	if ( |rv$samples| < rv$num_samples )
		{
		rv$samples += obs;
		return;
		}

	local place = rand(rv$sample_elements);

	if ( place < rv$num_samples )
		rv$samples[place] = obs;
	}

hook register_observe_plugins()
	{
	register_observe_plugin(SAMPLE, function(r: Reducer, val: double, obs: Observation, rv: ResultVal)
		{
		sample_add_sample(obs, rv);
		});
	}

hook compose_resultvals_hook(result: ResultVal, rv1: ResultVal, rv2: ResultVal)
	{
	if ( rv1$num_samples != rv2$num_samples )
		{
		Reporter::error("Merging sample sets with differing sizes is not supported");
		return;
		}

	result$num_samples = rv1$num_samples;
	result$sample_elements = rv1$sample_elements + rv2$sample_elements;

	if ( |rv1$samples| + |rv2$samples| <= result$num_samples )
		{
		result$samples += rv1$samples;
		result$samples += rv2$samples;
		return;
		}

	# Taken from each side as often as it has observations.
	local left = copy(rv1$samples);
	local right = copy(rv2$samples);

	while ( |result$samples| < result$num_samples && |left| + |right| > 0 )
		{
		local from_left = |right| == 0 ||
		                  ( |left| > 0 && rand(result$sample_elements) < rv1$sample_elements );

		if ( from_left )
			{
			result$samples += left[|left| - 1];
			left = left[:|left| - 1];
			}
		else
			{
			result$samples += right[|right| - 1];
			right = right[:|right| - 1];
			}
		}
	}
