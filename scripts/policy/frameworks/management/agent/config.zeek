##! Settings of an agent.

@load policy/frameworks/management/config
@load policy/frameworks/management/types

module Management::Agent;

export {
	## Its name; "": made from that of the host.
	const name = getenv("ZEEK_AGENT_NAME") &redef;

	## Where it prints.
	const stdout_file = "stdout" &redef;
	const stderr_file = "stderr" &redef;

	## Where it listens.
	const listen_address = getenv("ZEEK_AGENT_ADDR") &redef;
	const listen_port = getenv("ZEEK_AGENT_PORT") &redef;
	const default_port = 2151/tcp &redef;

	## The topic of its messages.
	const topic_prefix = "zeek/management/agent" &redef;

	## The controller to which it connects.
	const controller = Broker::NetworkInfo($address="127.0.0.1", $bound_port=2150/tcp) &redef;

	## The folder in which it works.
	const directory = "" &redef;

	## Finished logs: whether, how often, where to and by which program they are archived.
	const archive_logs = T &redef;
	const archive_interval = 0 sec &redef;
	const archive_dir = Installation::log_dir &redef;
	const archive_cmd = getenv("ZEEK_ARCHIVE_CMD") &redef;

	## Its name, as others see it.
	global get_name: function(): string;

	## The machine on which it is.
	global instance: function(): Management::Instance;

	## Where it is.
	global endpoint_info: function(): Broker::EndpointInfo;
}

function get_name(): string
	{
	return name != "" ? name : fmt("agent-%s", gethostname());
	}

function endpoint_info(): Broker::EndpointInfo
	{
	local network = Broker::NetworkInfo($address=listen_address != "" ? listen_address : Management::default_address,
	                                    $bound_port=listen_port != "" ? to_port(fmt("%s/tcp", listen_port)) : default_port);
	return Broker::EndpointInfo($id=get_name(), $network=network);
	}

function instance(): Management::Instance
	{
	local info = endpoint_info();
	return Management::Instance($name=get_name(), $host=to_addr(info$network$address), $listen_port=info$network$bound_port);
	}
