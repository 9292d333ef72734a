##! Hosts that completed a TCP handshake, once a day each, in known_hosts.log.

@load base/frameworks/cluster
@load base/frameworks/logging
@load base/utils/directions-and-hosts

module Known;

export {
	redef enum Log::ID += { HOSTS_LOG };

	## Decides over each line of known_hosts.log.
	global log_policy_hosts: Log::PolicyHook;

	## A line of known_hosts.log.
	type HostsInfo: record {
		## When the host was seen.
		ts: time &log;
		## The host.
		host: addr &log;
	};

	## The hosts that are told.
	option host_tracking = LOCAL_HOSTS;

	## Reserved: hosts are kept in memory.
	const use_host_store = F &redef;

	## Reserved: the store, its name, and how long it may take to answer.
	global host_store: Cluster::StoreInfo;
	const host_store_name = "zeek/known/hosts" &redef;
	option host_store_timeout = 15 sec;

	## After so long a host is told again.
	const host_store_expiry = 1 day &redef;

	## Hosts that were told.
	global hosts: set[addr] &create_expire=1 day &redef;

	## A host was seen.
	global host_found: event(info: HostsInfo);

	## Raised with each line of known_hosts.log.
	global log_known_hosts: event(rec: HostsInfo);
}

event zeek_init() &priority=5
	{
	Log::create_stream(HOSTS_LOG, Log::Stream($columns=HostsInfo, $ev=log_known_hosts, $path="known_hosts",
	                                          $policy=log_policy_hosts));
	}

event zeek_init()
	{
	if ( use_host_store )
		Reporter::warning("Known::use_host_store: there are no stores that nodes share; hosts are kept in memory");
	}

event Known::host_found(info: HostsInfo)
	{
	if ( info$host in hosts )
		return;

	add hosts[info$host];
	Log::write(HOSTS_LOG, info);
	}

event connection_established(c: connection) &priority=5
	{
	if ( c$orig$state != TCP_ESTABLISHED || c$resp$state != TCP_ESTABLISHED )
		return;

	for ( host in set(c$id$orig_h, c$id$resp_h) )
		if ( host !in hosts && addr_matches_host(host, host_tracking) )
			event Known::host_found(HostsInfo($ts=network_time(), $host=host));
	}
