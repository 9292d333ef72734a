##! ssh.log: a line for each connection, written when it is known whether somebody logged in, at the end of
##! the connection at the latest.

@load base/frameworks/logging
@load base/frameworks/analyzer
@load base/protocols/conn/removal-hooks
@load base/utils/directions-and-hosts

module SSH;

export {
	redef enum Log::ID += { LOG };

	## Ports of SSH.
	const ports = { 22/tcp } &redef;

	redef likely_server_ports += { ports };

	## A line of ssh.log.
	type Info: record {
		## When the first identification was seen.
		ts: time &log;
		## Unique name of the connection.
		uid: string &log;
		## Addresses and ports.
		id: conn_id &log;
		## The version that both speak: 1 or 2.
		version: count &log &optional;
		## Whether the client logged in. Unset when nothing is known about it.
		auth_success: bool &log &optional;
		## How often it tried. The question which methods there are does not count.
		auth_attempts: count &log &default=0;
		## Into the local network or out of it.
		direction: Direction &log &optional;
		## The identification of the client.
		client: string &log &optional;
		## The identification of the server.
		server: string &log &optional;
		## The cipher.
		cipher_alg: string &log &optional;
		## The message authentication code.
		mac_alg: string &log &optional;
		## The compression.
		compression_alg: string &log &optional;
		## The method of key exchange.
		kex_alg: string &log &optional;
		## The kind of the server's key.
		host_key_alg: string &log &optional;
		## The fingerprint of the server's key.
		host_key_fingerprint: string &log &optional;
	};

	## Compression that hides the lengths that attempts to log in are told from.
	option compression_algorithms = set("zlib", "zlib@openssh.com");

	## Look at no more packets once somebody logged in. Without this, whole transfers are counted.
	option disable_analyzer_after_detection = T;

	## Raised with each line of the log.
	global log_ssh: event(rec: Info);

	## Decides over each line of the log.
	global log_policy: Log::PolicyHook;

	## Runs when a connection ends.
	global finalize_ssh: Conn::RemovalHook;
}

redef record Info += {
	## The line has been written.
	logged: bool &default=F;
	## What the side that was heard first offers.
	capabilities: Capabilities &optional;
	## The analyzer, to be removed when it has done its work.
	analyzer_id: count &optional;
};

redef record connection += {
	## The line for this connection.
	ssh: Info &optional;
};

event zeek_init() &priority=5
	{
	Log::create_stream(LOG, Log::Stream($columns=Info, $ev=log_ssh, $path="ssh", $policy=log_policy));
	Analyzer::register_for_ports(Analyzer::ANALYZER_SSH, ports);
	}

function set_session(c: connection)
	{
	if ( c?$ssh )
		return;

	local info = Info($ts=network_time(), $uid=c$uid, $id=c$id);

	if ( id_matches_direction(c$id, OUTBOUND) )
		info$direction = OUTBOUND;
	else if ( id_matches_direction(c$id, INBOUND) )
		info$direction = INBOUND;

	c$ssh = info;
	Conn::register_removal_hook(c, finalize_ssh);
	}

# Who says 1.99 speaks both versions: the other side decides.
function set_version(c: connection)
	{
	if ( ! c$ssh?$server || ! c$ssh?$client )
		return;

	local two = /^SSH-(2|1\.99)/;
	c$ssh$version = two in c$ssh$server && two in c$ssh$client ? 2 : 1;
	}

event ssh_server_version(c: connection, version: string)
	{
	set_session(c);
	c$ssh$server = version;
	set_version(c);
	}

event ssh_client_version(c: connection, version: string)
	{
	set_session(c);
	c$ssh$client = version;
	set_version(c);
	}

event ssh_auth_attempted(c: connection, authenticated: bool) &priority=5
	{
	if ( ! c?$ssh || ( c$ssh?$auth_success && c$ssh$auth_success ) )
		return;

	# Lengths of compressed packets say nothing.
	if ( c$ssh?$compression_alg && c$ssh$compression_alg in compression_algorithms )
		return;

	c$ssh$auth_success = authenticated;
	++c$ssh$auth_attempts;

	if ( authenticated && disable_analyzer_after_detection && c$ssh?$analyzer_id )
		disable_analyzer(c$id, c$ssh$analyzer_id);
	}

event ssh_auth_successful(c: connection, auth_method_none: bool) &priority=-5
	{
	if ( ! c?$ssh || c$ssh$logged )
		return;

	c$ssh$logged = T;
	Log::write(LOG, c$ssh);
	}

event ssh_auth_attempted(c: connection, authenticated: bool) &priority=-5
	{
	if ( authenticated && c?$ssh && c$ssh?$auth_success && c$ssh$auth_success )
		event ssh_auth_result(c, T, c$ssh$auth_attempts);
	}

hook finalize_ssh(c: connection)
	{
	if ( ! c?$ssh || c$ssh$logged )
		return;

	if ( c$ssh?$auth_success && ! c$ssh$auth_success )
		{
		event ssh_auth_failed(c);
		event ssh_auth_result(c, F, c$ssh$auth_attempts);
		}

	c$ssh$logged = T;
	Log::write(LOG, c$ssh);
	}

# The first choice of the client that the server has too.
function find_alg(client_algorithms: vector of string, server_algorithms: vector of string): string
	{
	for ( _, mine in client_algorithms )
		for ( _, theirs in server_algorithms )
			if ( mine == theirs )
				return mine;

	return "Algorithm negotiation failed";
	}

# The choice for both directions; they are named apart when they differ.
function find_bidirectional_alg(client_prefs: Algorithm_Prefs, server_prefs: Algorithm_Prefs): string
	{
	local to_server = find_alg(client_prefs$client_to_server, server_prefs$client_to_server);
	local to_client = find_alg(client_prefs$server_to_client, server_prefs$server_to_client);

	return to_server == to_client ? to_server :
	       fmt("To server: %s, to client: %s", to_server, to_client);
	}

event ssh_capabilities(c: connection, cookie: string, capabilities: Capabilities)
	{
	if ( ! c?$ssh )
		return;

	local info = c$ssh;

	if ( ! info?$capabilities || info$capabilities$is_server == capabilities$is_server )
		{
		info$capabilities = capabilities;
		return;
		}

	local client = capabilities$is_server ? info$capabilities : capabilities;
	local server = capabilities$is_server ? capabilities : info$capabilities;

	info$cipher_alg = find_bidirectional_alg(client$encryption_algorithms, server$encryption_algorithms);
	info$mac_alg = find_bidirectional_alg(client$mac_algorithms, server$mac_algorithms);
	info$compression_alg = find_bidirectional_alg(client$compression_algorithms, server$compression_algorithms);
	info$kex_alg = find_alg(client$kex_algorithms, server$kex_algorithms);
	info$host_key_alg = find_alg(client$server_host_key_algorithms, server$server_host_key_algorithms);
	}

event ssh_server_host_key_fingerprint(c: connection, fingerprint: string) &priority=5
	{
	# Keys of version 1 are not comparable with those of version 2.
	if ( c?$ssh && c$ssh?$version && c$ssh$version == 2 )
		c$ssh$host_key_fingerprint = fingerprint;
	}

event analyzer_confirmation_info(atype: AllAnalyzers::Tag, info: AnalyzerConfirmationInfo) &priority=20
	{
	if ( atype != Analyzer::ANALYZER_SSH )
		return;

	set_session(info$c);
	info$c$ssh$analyzer_id = info$aid;
	}
