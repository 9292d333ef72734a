# A default that is computed belongs to the moment at which its record is made, however late it is read.

global made = 0;

function fresh(): count
	{
	return ++made;
	}

type Item: record {
	number: count &default=fresh();
	name: string;
};

type Holder: record {
	item: Item;
};

event zeek_init()
	{
	local first = Item($name="first");
	local second: Item = [$name="second"];
	local given = Item($name="given", $number=100);
	local holder = Holder($item=[$name="inside"]);
	local third: Item;
	print made;
	print third$number, second$number, first$number, given$number, holder$item$number;
	}
