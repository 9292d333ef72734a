##! Settings of a controller.

@load policy/frameworks/management/config
@load policy/frameworks/management/types

module Management::Controller;

export {
	## Its name; "": made from that of the host.
	const name = getenv("ZEEK_CONTROLLER_NAME") &redef;

	## Where it prints.
	const stdout_file = "stdout" &redef;
	const stderr_file = "stderr" &redef;

	## Where it listens to agents.
	const listen_address = getenv("ZEEK_CONTROLLER_ADDR") &redef;
	const listen_port = getenv("ZEEK_CONTROLLER_PORT") &redef;
	const default_port = 2150/tcp &redef;

	## Where it listens to programs that speak over WebSocket.
	const listen_address_websocket = getenv("ZEEK_CONTROLLER_WEBSOCKET_ADDR") &redef;
	const listen_port_websocket = getenv("ZEEK_CONTROLLER_WEBSOCKET_PORT") &redef;
	const default_port_websocket = 2149/tcp &redef;
	const tls_options_websocket = Cluster::WebSocketTLSOptions() &redef;

	## Ports for nodes that name none.
	const auto_assign_broker_ports = T &redef;
	const auto_assign_broker_start_port = 2200/tcp &redef;
	const auto_assign_metrics_ports = T &redef;
	const auto_assign_metrics_start_port = 9000/tcp &redef;

	## The topic of its messages.
	const topic = "zeek/management/controller" &redef;

	## The folder in which it works, and where it keeps what it was told.
	const directory = "" &redef;
	const store_name = "controller";

	## Its name, as others see it.
	global get_name: function(): string;

	## Where it is.
	global network_info: function(): Broker::NetworkInfo;
	global network_info_websocket: function(): Broker::NetworkInfo;
	global endpoint_info: function(): Broker::EndpointInfo;
	global endpoint_info_websocket: function(): Broker::EndpointInfo;
}

function get_name(): string
	{
	return name != "" ? name : fmt("controller-%s", gethostname());
	}

function place(address: string, chosen: string, otherwise: port): Broker::NetworkInfo
	{
	return Broker::NetworkInfo($address=address != "" ? address : Management::default_address,
	                           $bound_port=chosen != "" ? to_port(fmt("%s/tcp", chosen)) : otherwise);
	}

function network_info(): Broker::NetworkInfo
	{
	return place(listen_address, listen_port, default_port);
	}

function network_info_websocket(): Broker::NetworkInfo
	{
	return place(listen_address_websocket, listen_port_websocket, default_port_websocket);
	}

function endpoint_info(): Broker::EndpointInfo
	{
	return Broker::EndpointInfo($id=get_name(), $network=network_info());
	}

function endpoint_info_websocket(): Broker::EndpointInfo
	{
	return Broker::EndpointInfo($id=get_name(), $network=network_info_websocket());
	}
