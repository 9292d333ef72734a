##! Queues: first in, first out, with any kind of elements.

module Queue;

export {
	## How a queue behaves.
	type Settings: record {
		## When it is full, the oldest element goes for each that comes. Not set: it is never full.
		max_len: count &optional;
	};

	## A queue. Its fields are its own.
	type Queue: record {
		initialized: bool &default=F;
		## Elements by number.
		vals: table[count] of any &optional;
		settings: Settings &optional;
		## The number that the next element gets.
		top: count &default=0;
		## The number of the oldest element.
		bottom: count &default=0;
		## How many elements there are.
		size: count &default=0;
	};

	## An empty queue.
	global init: function(s: Settings &default=[]): Queue;

	## Adds an element.
	global put: function(q: Queue, val: any);

	## Takes out the oldest element. The queue must not be empty.
	global get: function(q: Queue): any;

	## The oldest element, which stays. The queue must not be empty.
	global peek: function(q: Queue): any;

	## The elements of two queues in turn, with the settings of the first.
	global merge: function(q1: Queue, q2: Queue): Queue;

	## How many elements there are.
	global len: function(q: Queue): count;

	## Replaces the elements of a vector by those of the queue, which stay.
	global get_vector: function(q: Queue, ret: vector of any);
}

function init(s: Settings): Queue
	{
	return Queue($initialized=T, $vals=table(), $settings=copy(s));
	}

function put(q: Queue, val: any)
	{
	if ( q$settings?$max_len && q$size == q$settings$max_len )
		get(q);

	q$vals[q$top] = val;
	++q$top;
	++q$size;
	}

function get(q: Queue): any
	{
	local oldest = q$vals[q$bottom];
	delete q$vals[q$bottom];
	++q$bottom;
	--q$size;
	return oldest;
	}

function peek(q: Queue): any
	{
	return q$vals[q$bottom];
	}

function merge(q1: Queue, q2: Queue): Queue
	{
	local merged = init(q1$settings);
	local i = q1$bottom;
	local j = q2$bottom;

	while ( i < q1$top || j < q2$top )
		{
		if ( i < q1$top )
			put(merged, q1$vals[i]);

		if ( j < q2$top )
			put(merged, q2$vals[j]);

		++i;
		++j;
		}

	return merged;
	}

function len(q: Queue): count
	{
	return q$size;
	}

function get_vector(q: Queue, ret: vector of any)
	{
	local i = q$bottom;
	local n = 0;

	while ( i < q$top )
		{
		ret[n] = q$vals[i];
		++i;
		++n;
		}
	}
