# Records as indices are compared by their fields, defaults included, whether anybody has looked at those or not.
type Inner: record { x: count &default=1; };
type Outer: record { a: count; inner: Inner &default=Inner(); list: vector of count &default=vector(1, 2); };

global t: table[Outer] of string = {};
global s: set[Outer, count] = {};

event zeek_init()
	{
	local r = Outer($a=1);
	t[r] = "here";
	add s[r, 5];
	print r in t, [r, 5] in s;

	# Looking makes the defaults.
	print r$inner, r$list;
	print r in t, [r, 5] in s, Outer($a=1) in t, Outer($a=1, $inner=Inner($x=2)) in t;

	for ( k in t )
		print k;
	}
