##! Intelligence: indicators of what is known to be bad, and what happens when one of them is seen.
##!
##! Whoever sees something that may be an indicator calls Intel::seen. Hits go to intel.log. The store is
##! made for large feeds: an indicator of a single source costs one table entry, and indicators with the
##! same metadata share it.

@load base/frameworks/logging
@load base/frameworks/notice

module Intel;

export {
	redef enum Log::ID += { LOG };

	## Decides over each line of intel.log.
	global log_policy: Log::PolicyHook;

	## Kinds of indicators.
	type Type: enum {
		## An address.
		ADDR,
		## A network.
		SUBNET,
		## A URL without its scheme.
		URL,
		## A name of software.
		SOFTWARE,
		## A mail address.
		EMAIL,
		## A domain name.
		DOMAIN,
		## The name of a user.
		USER_NAME,
		## The SHA-1 hash of a certificate.
		CERT_HASH,
		## The MD5 hash of a public key, as SSH shows it.
		PUBKEY_HASH,
	};

	type TypeSet: set[Type];

	## Where something was seen. Scripts that see things add their places.
	type Where: enum {
		## Anywhere.
		IN_ANYWHERE,
	};

	## What is known about an indicator.
	type MetaData: record {
		## Who says so. A source has one opinion about an indicator: a second one takes the place of the
		## first.
		source: string;
		## What it is, in words.
		desc: string &optional;
		## Where to read more.
		url: string &optional;
	};

	## An indicator.
	type Item: record {
		## The thing itself.
		indicator: string;
		## What kind of thing it is.
		indicator_type: Type;
		## What is known about it.
		meta: MetaData;
	};

	## Something that was seen and may be an indicator.
	type Seen: record {
		## The thing itself.
		indicator: string &log &optional;
		## What kind of thing it is.
		indicator_type: Type &log &optional;
		## An address, in place of the two above.
		host: addr &optional;
		## Where it was seen.
		where: Where &log;
		## The node that saw it.
		node: string &optional &log;
		## The connection in which it was seen.
		conn: connection &optional;
		## The unique name of the connection, if the connection itself is not at hand.
		uid: string &optional;
	};

	## A line of intel.log.
	type Info: record {
		## When it was seen.
		ts: time &log;
		## The connection in which it was seen.
		uid: string &log &optional;
		## The addresses and ports of the connection.
		id: conn_id &log &optional;
		## What was seen.
		seen: Seen &log;
		## The kinds of indicators that it met.
		matched: TypeSet &log;
		## Their sources.
		sources: set[string] &log &default=string_set();
	};

	## Items that were not inserted again for so long are gone; less than 0: items stay.
	const item_expiration: interval = -1 min &redef;

	## Whether this node knows everything about the indicators, and not only that they are some.
	const have_full_data = T &redef;

	## Says that something was seen.
	global seen: function(s: Seen);

	## An indicator was seen. items: all that is known about it.
	global match: event(s: Seen, items: set[Item]);

	## Fills in a line of intel.log. break keeps the line out.
	global extend_match: hook(info: Info, s: Seen, items: set[Item]);

	## Decides whether what was seen goes on to be a match; found: whether it is an indicator. break
	## ends it.
	global seen_policy: hook(s: Seen, found: bool);

	## Raised with each line of intel.log.
	global log_intel: event(rec: Info);

	## Decides over each item before it is inserted. break keeps it out.
	global filter_item: hook(item: Item);

	## An indicator became known.
	global indicator_inserted: hook(indicator: string, indiator_type: Type);

	## An indicator is no longer known.
	global indicator_removed: hook(indicator: string, indiator_type: Type);

	## An item was not inserted again for item_expiration. break keeps it for another while.
	global item_expired: hook(indicator: string, indicator_type: Type, metas: set[MetaData]);

	## Inserts an item.
	global insert: function(item: Item);

	## Removes an item; purge_indicator: with what other sources say about it too.
	global remove: function(item: Item, purge_indicator: bool &default=F);

	## An item has to reach the other nodes.
	global new_item: event(item: Item);

	## Something seen on a node that knows indicators only is one.
	global match_remote: event(s: Seen);

	## An item is to be removed by the node that keeps all of them.
	global remove_item: event(item: Item, purge_indicator: bool);

	## An indicator is gone on all nodes.
	global remove_indicator: event(item: Item);

	# Told when a network's time is up; how long it lives on.
	global expire_subnet_data: function(data: table[subnet] of MetaData, idx: subnet): interval;

	# Looks for indicators whose time is up.
	global expire_indicators: event();
}

# What the first source says about an indicator. What others say is in the tables below.
# Networks are looked up by the addresses within them; the rest as it is, addresses as such.
global nets: table[subnet] of MetaData = {} &write_expire=item_expiration &expire_func=expire_subnet_data;
global known = __indicators_new();

# What further sources say, by the indicator as it is stored and by source.
global others: table[string, Type] of table[string] of MetaData = {};

# Metadata that several indicators have in common.
global shared_metadata: table[MetaData] of MetaData = {};

# More of it is not shared: a feed that describes each indicator differently would be held twice.
const max_shared_metadata = 10000;

event zeek_init() &priority=5
	{
	Log::create_stream(LOG, Log::Stream($columns=Info, $ev=log_intel, $path="intel", $policy=log_policy));

	if ( item_expiration >= 0 sec )
		schedule table_expire_interval { expire_indicators() };
	}

# The stored form of an indicator, or "" with a warning if it is no indicator of its kind.
function stored_form(item: Item): string
	{
	local valid = T;
	local stored = item$indicator;

	if ( item$indicator_type == ADDR )
		{
		valid = is_valid_ip(stored);

		if ( valid )
			stored = cat(to_addr(stored));
		}
	else if ( item$indicator_type == SUBNET )
		{
		valid = is_valid_subnet(stored);

		if ( valid )
			stored = cat(to_subnet(stored));
		}
	else
		stored = to_lower(stored);

	if ( valid && stored != "" )
		return stored;

	Reporter::warning(fmt("Intel: %s is no indicator of type %s (source %s)", item$indicator,
	                      item$indicator_type, item$meta$source));
	return "";
	}

# An indicator, in its stored form, as it is kept.
function key_of(stored: string, indicator_type: Type): any
	{
	if ( indicator_type == ADDR )
		return to_addr(stored);

	return stored;
	}

# Whether an indicator, in its stored form, is known; its first metadata is then in the vector.
function first_metadata(stored: string, indicator_type: Type): vector of MetaData
	{
	if ( indicator_type == SUBNET )
		{
		local net = to_subnet(stored);
		return check_subnet(net, nets) ? vector(nets[net]) : vector();
		}

	local key = key_of(stored, indicator_type);

	if ( ! __indicators_has(known, key, indicator_type) )
		return vector();

	return vector(__indicators_get(known, key, indicator_type) as MetaData);
	}

# Gives an indicator its first metadata, which also renews its life. T if it was not known.
function set_first(stored: string, indicator_type: Type, meta: MetaData): bool
	{
	if ( indicator_type != SUBNET )
		return __indicators_put(known, key_of(stored, indicator_type), indicator_type, meta);

	local net = to_subnet(stored);
	local is_new = ! check_subnet(net, nets);
	nets[net] = meta;
	return is_new;
	}

function shared(meta: MetaData): MetaData
	{
	if ( meta in shared_metadata )
		return shared_metadata[meta];

	if ( |shared_metadata| < max_shared_metadata )
		shared_metadata[meta] = meta;

	return meta;
	}

# All that is said about an indicator.
function all_metadata(first: MetaData, indicator: string, indicator_type: Type): set[MetaData]
	{
	local found: set[MetaData] = set(first);

	if ( [indicator, indicator_type] in others )
		for ( source, meta in others[indicator, indicator_type] )
			add found[meta];

	return found;
	}

function add_items(items: set[Item], indicator: string, stored: string, indicator_type: Type, first: MetaData)
	{
	add items[Item($indicator=indicator, $indicator_type=indicator_type, $meta=first)];

	if ( [stored, indicator_type] in others )
		for ( source, meta in others[stored, indicator_type] )
			add items[Item($indicator=indicator, $indicator_type=indicator_type, $meta=meta)];
	}

function find(s: Seen): bool
	{
	if ( s?$host )
		return __indicators_has(known, s$host, ADDR) || s$host in nets;

	return __indicators_has(known, to_lower(s$indicator), s$indicator_type);
	}

function get_items(s: Seen): set[Item]
	{
	local items: set[Item] = set();

	if ( s?$host )
		{
		local text = cat(s$host);

		if ( __indicators_has(known, s$host, ADDR) )
			add_items(items, text, text, ADDR, __indicators_get(known, s$host, ADDR) as MetaData);

		for ( i, net in matching_subnets(addr_to_subnet(s$host), nets) )
			add_items(items, cat(net), cat(net), SUBNET, nets[net]);

		return items;
		}

	local lower = to_lower(s$indicator);

	if ( __indicators_has(known, lower, s$indicator_type) )
		add_items(items, lower, lower, s$indicator_type, __indicators_get(known, lower, s$indicator_type) as MetaData);

	return items;
	}

function seen(s: Seen)
	{
	local found = find(s);

	if ( ! hook Intel::seen_policy(s, found) )
		return;

	if ( ! found )
		return;

	if ( s?$host )
		{
		s$indicator = cat(s$host);
		s$indicator_type = ADDR;
		}

	if ( ! s?$node )
		s$node = peer_description;

	if ( have_full_data )
		event Intel::match(s, get_items(s));
	else
		event Intel::match_remote(s);
	}

event Intel::match(s: Seen, items: set[Item]) &priority=5
	{
	local info = Info($ts=network_time(), $seen=s, $matched=TypeSet());

	if ( hook extend_match(info, s, items) )
		Log::write(LOG, info);
	}

hook extend_match(info: Info, s: Seen, items: set[Item]) &priority=5
	{
	if ( s?$conn )
		{
		s$uid = s$conn$uid;
		info$id = s$conn$id;
		}

	if ( s?$uid )
		info$uid = s$uid;

	for ( item in items )
		{
		add info$sources[item$meta$source];
		add info$matched[item$indicator_type];
		}
	}

# Puts an item into the store. T if its indicator was not known.
function store(stored: string, item: Item): bool
	{
	local meta = shared(item$meta);
	local first = first_metadata(stored, item$indicator_type);

	if ( |first| == 0 || first[0]$source == meta$source )
		return set_first(stored, item$indicator_type, meta);

	set_first(stored, item$indicator_type, first[0]);

	if ( [stored, item$indicator_type] !in others )
		others[stored, item$indicator_type] = table();

	others[stored, item$indicator_type][meta$source] = meta;
	return F;
	}

function insert(item: Item)
	{
	if ( ! hook filter_item(item) )
		return;

	local stored = stored_form(item);

	if ( stored == "" )
		return;

	if ( store(stored, item) )
		hook indicator_inserted(item$indicator, item$indicator_type);

	event Intel::new_item(item);
	}

# Forgets an indicator with all that was said about it.
function forget(stored: string, indicator_type: Type)
	{
	delete others[stored, indicator_type];

	if ( indicator_type == SUBNET )
		delete nets[to_subnet(stored)];
	else
		__indicators_delete(known, key_of(stored, indicator_type), indicator_type);
	}

function remove(item: Item, purge_indicator: bool)
	{
	local stored = stored_form(item);
	local indicator_type = item$indicator_type;

	if ( stored == "" )
		return;

	local first = first_metadata(stored, indicator_type);

	if ( |first| == 0 )
		{
		Reporter::info(fmt("Tried to remove non-existing item '%s' (%s).", item$indicator, indicator_type));
		return;
		}

	local source = item$meta$source;

	if ( ! purge_indicator && [stored, indicator_type] in others )
		{
		local rest = others[stored, indicator_type];

		if ( first[0]$source != source )
			{
			delete rest[source];

			if ( |rest| == 0 )
				delete others[stored, indicator_type];

			return;
			}

		# Another source takes the place of the first one.
		for ( other, meta in rest )
			{
			set_first(stored, indicator_type, meta);
			delete rest[other];
			break;
			}

		if ( |rest| == 0 )
			delete others[stored, indicator_type];

		return;
		}

	if ( ! purge_indicator && first[0]$source != source )
		{
		Reporter::info(fmt("Tried to remove non-existing item '%s' (%s).", item$indicator, indicator_type));
		return;
		}

	forget(stored, indicator_type);
	hook indicator_removed(item$indicator, indicator_type);
	event Intel::remove_indicator(item);
	}

# The life of an indicator is over, unless somebody wants to keep it.
function expire_item(indicator: string, indicator_type: Type, first: MetaData): interval
	{
	if ( ! hook item_expired(indicator, indicator_type, all_metadata(first, indicator, indicator_type)) )
		return item_expiration;

	delete others[indicator, indicator_type];
	hook indicator_removed(indicator, indicator_type);
	return 0 sec;
	}

function expire_subnet_data(data: table[subnet] of MetaData, idx: subnet): interval
	{
	return expire_item(cat(idx), SUBNET, data[idx]);
	}

event expire_indicators()
	{
	local old = __indicators_old(known, item_expiration, table_incremental_step);
	local i = 0;

	while ( i < |old| )
		{
		local indicator = old[i] as string;
		local indicator_type = old[i + 1] as Type;
		local first = first_metadata(indicator, indicator_type);
		i += 2;

		if ( |first| == 0 )
			next;

		if ( expire_item(indicator, indicator_type, first[0]) > 0 sec )
			set_first(indicator, indicator_type, first[0]);
		else
			__indicators_delete(known, key_of(indicator, indicator_type), indicator_type);
		}

	schedule |old| == 0 ? table_expire_interval : table_expire_delay { expire_indicators() };
	}
