##! The last observations.

@load ../main
@load base/utils/queue

module SumStats;

export {
	redef record Reducer += {
		## How many of them are kept.
		num_last_elements: count &default=0;
	};

	redef enum Calculation += {
		## The last observations.
		LAST,
	};

	redef record ResultVal += {
		## The last observations; get_last makes a vector of them.
		last_elements: Queue::Queue &optional;
	};

	## The last observations, the oldest first.
	global get_last: function(rv: ResultVal): vector of Observation;
}

function get_last(rv: ResultVal): vector of Observation
	{
	local found: vector of any = vector();

	if ( rv?$last_elements )
		Queue::get_vector(rv$last_elements, found);

	local last: vector of Observation = vector();

	for ( i, obs in found )
		last += obs as Observation;

	return last;
	}

hook register_observe_plugins()
	{
	register_observe_plugin(LAST, function(r: Reducer, val: double, obs: Observation, rv: ResultVal)
		{
		if ( r$num_last_elements == 0 )
			return;

		if ( ! rv?$last_elements )
			rv$last_elements = Queue::init(Queue::Settings($max_len=r$num_last_elements));

		Queue::put(rv$last_elements, obs);
		});
	}

hook compose_resultvals_hook(result: ResultVal, rv1: ResultVal, rv2: ResultVal)
	{
	if ( rv1?$last_elements && rv2?$last_elements )
		result$last_elements = Queue::merge(rv1$last_elements, rv2$last_elements);
	else if ( rv1?$last_elements )
		result$last_elements = rv1$last_elements;
	else if ( rv2?$last_elements )
		result$last_elements = rv2$last_elements;
	}
