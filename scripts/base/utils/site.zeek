##! The site: which networks and domains are local, which belong to neighbors, and who looks after them.

@load ./patterns

module Site;

export {
	## Address space that is not routed on the Internet: what IANA reserves for special purposes, and
	## multicast that does not leave a site.
	option private_address_space: set[subnet] = {
		0.0.0.0/8,
		10.0.0.0/8,
		100.64.0.0/10,
		127.0.0.0/8,
		169.254.0.0/16,
		172.16.0.0/12,
		192.0.0.0/24,
		192.0.2.0/24,
		192.168.0.0/16,
		198.18.0.0/15,
		198.51.100.0/24,
		203.0.113.0/24,
		224.0.0.0/24,
		239.0.0.0/8,
		240.0.0.0/4,
		255.255.255.255/32,
		[::]/128,
		[::1]/128,
		[64:ff9b:1::]/48,
		[100::]/64,
		[2001::]/23,
		[2001:db8::]/32,
		[fc00::]/7,
		[fe80::]/10,
	};

	## Whether private address space is local.
	const private_address_space_is_local = T &redef;

	## Local networks.
	option local_nets: set[subnet] = {};

	## Local networks, each with itself as value: looking up an address tells which one it is in.
	global local_nets_table: table[subnet] of subnet = {};

	## Networks of neighbors.
	option neighbor_nets: set[subnet] = {};

	## Mail addresses of those who look after a network.
	option local_admins: table[subnet] of set[string] = {};

	## Local domains.
	option local_zones: set[string] = {};

	## Domains of neighbors.
	option neighbor_zones: set[string] = {};

	## Whether an address is in a local network.
	global is_local_addr: function(a: addr): bool;

	## Whether an address is in a network of a neighbor.
	global is_neighbor_addr: function(a: addr): bool;

	## Whether an address is in private address space.
	global is_private_addr: function(a: addr): bool;

	## Whether a name is in a local domain.
	global is_local_name: function(name: string): bool;

	## Whether a name is in a domain of a neighbor.
	global is_neighbor_name: function(name: string): bool;

	## Mail addresses of those who look after an address, separated by commas.
	global get_emails: function(a: addr): string;
}

# Whether a name ends in one of the domains. Both are set again when the options change.
global local_dns_suffix_regex: pattern = /MATCH_NOTHING/;
global local_dns_neighbor_suffix_regex: pattern = /MATCH_NOTHING/;

const suffix_pattern = "(^\\.?|\\.)(~~)$";

function is_local_addr(a: addr): bool
	{
	return a in local_nets;
	}

function is_neighbor_addr(a: addr): bool
	{
	return a in neighbor_nets;
	}

function is_private_addr(a: addr): bool
	{
	return a in private_address_space;
	}

function is_local_name(name: string): bool
	{
	return local_dns_suffix_regex in to_lower(name);
	}

function is_neighbor_name(name: string): bool
	{
	return local_dns_neighbor_suffix_regex in to_lower(name);
	}

# Mail addresses for all networks around an address.
function find_all_emails(ip: addr): set[string]
	{
	local found: set[string] = set();

	for ( net, admins in local_admins )
		if ( ip in net )
			for ( admin in admins )
				add found[admin];

	return found;
	}

function fmt_email_string(emails: set[string]): string
	{
	return join_string_set(emails, ", ");
	}

function get_emails(a: addr): string
	{
	return fmt_email_string(find_all_emails(a));
	}

# Adds private address space to local networks before the option gets its new value.
function update_local_nets_table(id: string, new_value: set[subnet]): set[subnet]
	{
	local nets = new_value;

	if ( private_address_space_is_local )
		{
		nets = copy(new_value);

		for ( net in private_address_space )
			add nets[net];
		}

	local_nets_table = {};

	for ( net in nets )
		local_nets_table[net] = net;

	return nets;
	}

function update_local_zones_regex(id: string, new_value: set[string]): set[string]
	{
	local_dns_suffix_regex = set_to_regex(new_value, suffix_pattern);
	return new_value;
	}

function update_neighbor_zones_regex(id: string, new_value: set[string]): set[string]
	{
	local_dns_neighbor_suffix_regex = set_to_regex(new_value, suffix_pattern);
	return new_value;
	}

# What was private and is no longer is not local any more either. The local networks are set again once
# the new value is in place.
event Site::set_local_nets(nets: set[subnet])
	{
	Option::set("Site::local_nets", nets);
	}

function update_private_address_space(id: string, new_value: set[subnet]): set[subnet]
	{
	if ( private_address_space_is_local )
		{
		local nets: set[subnet] = set();

		for ( net in local_nets )
			if ( net !in private_address_space || net in new_value )
				add nets[net];

		event Site::set_local_nets(nets);
		}

	return new_value;
	}

# Before anything asks whether an address is local.
event zeek_init() &priority=10
	{
	Option::set_change_handler("Site::local_nets", update_local_nets_table, 5);
	Option::set_change_handler("Site::local_zones", update_local_zones_regex, 5);
	Option::set_change_handler("Site::neighbor_zones", update_neighbor_zones_regex, 5);
	Option::set_change_handler("Site::private_address_space", update_private_address_space, 5);

	# The handlers see changes only; the values of the start are set once more.
	Option::set("Site::local_nets", local_nets);
	update_local_zones_regex("Site::local_zones", local_zones);
	update_neighbor_zones_regex("Site::neighbor_zones", neighbor_zones);
	}
