##! A script that holds a piece of everything.

@load ./other
@load-sigs ./rules
@prefixes += site:local

module Sample;

@ifdef ( Missing::name )
@load missing
@else
@if ( 1 + 1 == 2 && ! F )
@pragma push ignore-deprecations
@endif
@endif

export {
	## Kinds of things.
	type Kind: enum {
		NONE,	##< Nothing.
		## A big one.
		BIG = 0x10,
		Other::SMALL = 3 &deprecated="use BIG",
	};

	type Info: record {
		## When.
		ts: time &log;
		id: conn_id &log &optional;
		names: set[string] &default=set() &log;
		nested: table[addr, port] of vector of count &create_expire=5 min;
		when_done: function(i: Info, n: count &default=3): bool &optional;
		handle: opaque of md5;
		out: file of string;
		inner: record { a: count; b: pattern; } &optional;
	} &redef;

	option limit: count = 10 &redef;
	const nets: set[subnet] = { 10.0.0.0/8, [fe80::]/10, 192.168.0.0 / 16 } &redef;
	const words: table[string, count] of string = {
		["a", 1] = "x\n\x41\"",
		["b", 2] = "y",
	} &default="none";
	global note: hook(k: Kind, s: string);
	global seen: event(n: count);
}

redef Other::flag = T;
redef Other::list += { "a", "b" };
redef enum Other::E += { ONE, TWO = 2 };
redef record Other::R += { extra: count &default=0 &log; } &log;
redef record Other::R$extra -= &log;

function make(n: count, rest: vector of any &default=vector()): Info &is_used
	{
	local total: double = 1.5e3 + .5 - 2.;
	const unit = 3 hrs;
	for ( i in rest )
		total += |rest[i] as count| * 2 / 3 % 5;
	for ( [a, _], v in table([1, 2] = "x", [3, 4] = "y") &ordered )
		{
		if ( v == /x+|"y"/i || v !in set("a", "b") )
			next;
		else if ( a < 3 )
			break;
		else
			++n;
		}
	while ( n > 0 && ! (n == 4) )
		--n;
	return Info($ts=current_time(), $id=[$orig_h=1.2.3.4, $orig_p=80/tcp, $resp_h=[::1], $resp_p=53/udp],
	            $when_done(i: Info): bool = { return i?$id; });
	}

event seen(n: count) &priority=-5 &group="x"
	{
	local v = vector(1, 2, 3);
	v[1:2] = vector(5);
	v += 7;
	local f = function[v, copy n](x: count): count { return x + |v| + n; };
	switch ( n )
		{
		case 1, 2:
			fallthrough;
		case 3:
			print f(n), v[:1], v[1:], v[-1], n > 2 ? "big" : "small";
			break;
		default:
			add s[1, "a"];
			delete t[n];
		}
	switch v
		{
		case type count as c, type set[addr]:
			print c is string, v ?as count;
		}
	when [v] ( local r = lookup(n) )
		{
		print r;
		}
	timeout 5 sec
		{
		schedule 1 min { Sample::seen(n & 3 | ~4 ^ 1 << 2 >> 1) };
		}
	assert |v| > 2, fmt("%d", |v|);
	if ( hook note(BIG, @DIR + "/" + @FILENAME) )
		event seen(copy(n));
	print type_name(table[count] of string), www.example.com, ::limit, -5 min;
	return;
	}

hook note(k: Kind, s: string) { if ( k == NONE ) break; }

redef event Other::e() { ; }
