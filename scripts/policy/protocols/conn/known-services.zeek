##! Services: a host with a port and the protocols spoken there, once a day each, in known_services.log.

@load base/frameworks/cluster
@load base/frameworks/logging
@load base/frameworks/storage
@load policy/frameworks/storage/backend/sqlite
@load base/protocols/conn/removal-hooks
@load base/utils/directions-and-hosts

module Known;

export {
	redef enum Log::ID += { SERVICES_LOG };

	## Decides over each line of known_services.log.
	global log_policy_services: Log::PolicyHook;

	## A line of known_services.log.
	type ServicesInfo: record {
		## When the service was seen.
		ts: time &log;
		## The host that offers it.
		host: addr &log;
		## The port.
		port_num: port &log;
		## The transport protocol of the port.
		port_proto: transport_proto &log;
		## The protocols; none if it could not be told.
		service: set[string] &log;
	};

	## A host with a port and one of the protocols spoken there.
	type AddrPortServTriplet: record {
		host: addr;
		p: port;
		serv: string;
	};

	## The hosts whose services are told.
	option service_tracking = LOCAL_HOSTS;

	## Reserved: services are kept in memory.
	const use_service_store = F &redef;

	## Reserved: the store, its name, and how long it may take to answer.
	global service_broker_store: Cluster::StoreInfo;
	const service_store_name = "zeek/known/services" &redef;
	option service_store_timeout = 15 sec;

	## Reserved: a store of the framework Storage instead, what keeps it, and what its keys begin with.
	const use_storage_framework = F &redef;
	const service_store_backend_type: Storage::Backend = Storage::STORAGE_BACKEND_SQLITE &redef;
	const service_store_backend_options: Storage::BackendOptions = Storage::BackendOptions() &redef;
	const service_store_prefix = "zeekknownservices" &redef;

	## After so long a service is told again.
	const service_store_expiry = 1 day &redef;

	## A service on UDP has to answer to be one.
	option service_udp_requires_response = T;

	## Protocols that were told; "" where none could be told.
	global services: table[addr, port] of set[string] &create_expire=1 day;

	## Raised with each line of known_services.log.
	global log_known_services: event(rec: ServicesInfo);

	## Whether all that this line says was told.
	global check: function(info: ServicesInfo): bool;
}

redef record connection += {
	# The services of this connection were told.
	known_services_done: bool &default=F;
};

# A service may be told now.
global service_info_commit: event(info: ServicesInfo);

# So long a service without a known protocol waits: another connection may tell which it is.
const unknown_protocol_delay = 5 min;

event zeek_init() &priority=5
	{
	Log::create_stream(SERVICES_LOG, Log::Stream($columns=ServicesInfo, $ev=log_known_services,
	                                             $path="known_services", $policy=log_policy_services));
	}

event zeek_init()
	{
	if ( use_service_store || use_storage_framework )
		Reporter::warning("Known::use_service_store: there are no stores that nodes share; services are kept in memory");
	}

# The protocols of a line, none being one.
function protocols(info: ServicesInfo): set[string]
	{
	return |info$service| > 0 ? info$service : set("");
	}

function check(info: ServicesInfo): bool
	{
	if ( [info$host, info$port_num] !in services )
		return F;

	local told = services[info$host, info$port_num];

	for ( name in protocols(info) )
		if ( name !in told )
			return F;

	return T;
	}

event Known::service_info_commit(info: ServicesInfo)
	{
	if ( check(info) )
		return;

	if ( [info$host, info$port_num] !in services )
		services[info$host, info$port_num] = set();

	local told = services[info$host, info$port_num];
	local line = ServicesInfo($ts=info$ts, $host=info$host, $port_num=info$port_num,
	                          $port_proto=info$port_proto, $service=set());

	for ( name in protocols(info) )
		{
		if ( name in told )
			next;

		add told[name];

		if ( name != "" )
			add line$service[name];
		}

	Log::write(SERVICES_LOG, line);
	}

# Whether the responder showed that it offers something.
function has_active_service(c: connection): bool
	{
	switch ( get_port_transport_proto(c$id$resp_p) )
		{
		case tcp:
			return c$resp$state == TCP_ESTABLISHED || c$resp$state == TCP_CLOSED ||
			       c$resp$state == TCP_PARTIAL || /h/ in c$history;

		case udp:
			return c$resp$state == UDP_ACTIVE ||
			       ( ! service_udp_requires_response && c$orig$state == UDP_ACTIVE );

		default:
			return F;
		}
	}

function known_services_done(c: connection)
	{
	local id = c$id;
	c$known_services_done = T;

	if ( ! addr_matches_host(id$resp_h, service_tracking) )
		return;

	if ( |c$service| == 1 )
		{
		# Ports of FTP's data connections are no services.
		if ( "ftp-data" in c$service )
			return;

		# A question alone does not make a server.
		if ( "DNS" in c$service && c$resp$size == 0 )
			{
			c$known_services_done = F;
			return;
			}
		}

	# When a protocol is confirmed by the originator alone, the end of the connection tells more.
	if ( ! has_active_service(c) )
		{
		c$known_services_done = F;
		return;
		}

	local info = ServicesInfo($ts=network_time(), $host=id$resp_h, $port_num=id$resp_p,
	                          $port_proto=get_port_transport_proto(id$resp_p), $service=set());

	for ( name in c$service )
		if ( name != "" && name[0] != "-" )
			add info$service[name];

	if ( |info$service| == 0 )
		schedule unknown_protocol_delay { Known::service_info_commit(info) };
	else
		event Known::service_info_commit(info);
	}

event analyzer_confirmation_info(atype: AllAnalyzers::Tag, info: AnalyzerConfirmationInfo) &priority=-5
	{
	if ( info?$c )
		known_services_done(info$c);
	}

event connection_state_remove(c: connection) &priority=-5
	{
	if ( ! c$known_services_done )
		known_services_done(c);
	}
