##! Notices for protocols at ports that they are not known for, once a connection is long or large enough to matter.

@load base/frameworks/notice
@load base/utils/conn-ids
@load base/utils/site
@load base/protocols/conn/removal-hooks

module ProtocolDetector;

export {
	redef enum Notice::Type += {
		## A connection speaks a protocol at an unusual port.
		Protocol_Found,
		## A host offers a protocol at an unusual port.
		Server_Found,
	};

	## Directions of connections, as local hosts see them.
	type dir: enum { NONE, INCOMING, OUTGOING, BOTH };

	## Protocols at ports of servers that are no surprise, and in which direction. An address of 0.0.0.0 stands for
	## every server, port 0 for every port.
	option valids: table[AllAnalyzers::Tag, addr, port] of dir = table();

	## Seconds between two looks at a connection.
	const check_interval = 5 secs;

	## Servers are not told for these protocols.
	option suppress_servers: set[AllAnalyzers::Tag] = set();

	## Connections have to last this long, ...
	option minimum_duration = 30 secs;

	## ... or to carry so many bytes.
	option minimum_volume = 4e3;

	## A protocol, and what is spoken over it.
	type protocol: record {
		a: string;
		sub: string;
	};

	## Protocols that scripts found inside of others.
	global found_protocol: function(c: connection, atype: AllAnalyzers::Tag, protocol: string);

	## Protocols of connections that have not been told yet.
	global conns: table[conn_id] of set[AllAnalyzers::Tag] = table();

	## What scripts found.
	global protocols: table[conn_id] of set[string] = table();

	## Servers that have been told.
	global servers: table[addr, port, string] of set[string] = table();

	## Runs when a connection ends.
	global finalize_protocol_detection: Conn::RemovalHook;
}

global check_connection: event(c: connection);

function direction_of(c: connection): dir
	{
	local here = Site::is_local_addr(c$id$resp_h);
	local from = Site::is_local_addr(c$id$orig_h);

	if ( here && from )
		return BOTH;

	return here ? INCOMING : OUTGOING;
	}

function covers(allowed: dir, d: dir): bool
	{
	return allowed == BOTH || allowed == d || d == BOTH && allowed != NONE;
	}

# Whether a protocol is no surprise.
function is_valid(c: connection, a: AllAnalyzers::Tag, d: dir): bool
	{
	local h = c$id$resp_h;
	local p = c$id$resp_p;
	local any_port = 0/tcp;

	for ( host in set(h, 0.0.0.0) )
		{
		if ( [a, host, p] in valids && covers(valids[a, host, p], d) )
			return T;

		if ( [a, host, any_port] in valids && covers(valids[a, host, any_port], d) )
			return T;
		}

	return F;
	}

function get_protocol(c: connection, a: AllAnalyzers::Tag): protocol
	{
	local found = c$id in protocols ? join_string_set(protocols[c$id], ",") : "";
	return protocol($a=Analyzer::name(a), $sub=found);
	}

function fmt_protocol(p: protocol): string
	{
	return p$sub != "" ? fmt("%s (via %s)", p$sub, p$a) : p$a;
	}

function do_notice(c: connection, a: AllAnalyzers::Tag, d: dir)
	{
	if ( d == BOTH || is_valid(c, a, d) )
		return;

	local p = get_protocol(c, a);
	local s = fmt_protocol(p);

	NOTICE(Notice::Info($note=Protocol_Found, $msg=fmt("%s %s on port %s", id_string(c$id), s, c$id$resp_p),
	                    $sub=s, $conn=c));

	if ( a in suppress_servers )
		return;

	local known = [c$id$resp_h, c$id$resp_p, p$a] in servers;

	if ( ! known )
		servers[c$id$resp_h, c$id$resp_p, p$a] = set();

	if ( p$sub in servers[c$id$resp_h, c$id$resp_p, p$a] )
		return;

	add servers[c$id$resp_h, c$id$resp_p, p$a][p$sub];
	NOTICE(Notice::Info($note=Server_Found, $msg=fmt("%s: %s server on port %s%s", c$id$resp_h, s, c$id$resp_p,
	                    known ? " (update)" : ""), $p=c$id$resp_p, $sub=s, $conn=c, $src=c$id$resp_h));
	}

function report_protocols(c: connection)
	{
	if ( c$id !in conns )
		return;

	for ( a in conns[c$id] )
		do_notice(c, a, direction_of(c));

	delete conns[c$id];

	if ( c$id in protocols )
		delete protocols[c$id];
	}

event ProtocolDetector::check_connection(c: connection)
	{
	if ( c$id !in conns )
		return;

	if ( network_time() - c$start_time > minimum_duration || c$orig$size + c$resp$size > minimum_volume )
		report_protocols(c);
	else
		schedule check_interval { ProtocolDetector::check_connection(c) };
	}

hook finalize_protocol_detection(c: connection)
	{
	if ( c$id !in conns )
		return;

	if ( c$duration >= minimum_duration || c$orig$size + c$resp$size >= minimum_volume )
		report_protocols(c);

	delete conns[c$id];
	delete protocols[c$id];
	}

event analyzer_confirmation_info(atype: AllAnalyzers::Tag, info: AnalyzerConfirmationInfo)
	{
	if ( ! is_protocol_analyzer(atype) || ! info?$c )
		return;

	local c = info$c;

	if ( c$id !in conns )
		{
		conns[c$id] = set();
		Conn::register_removal_hook(c, finalize_protocol_detection);
		schedule check_interval { ProtocolDetector::check_connection(c) };
		}

	# Ports that a protocol is registered for are its own.
	if ( c$id$resp_p !in Analyzer::registered_ports(atype) )
		add conns[c$id][atype];
	}

function found_protocol(c: connection, atype: AllAnalyzers::Tag, protocol: string)
	{
	if ( is_protocol_analyzer(atype) && c$id$resp_p in Analyzer::registered_ports(atype) )
		return;

	if ( c$id !in protocols )
		protocols[c$id] = set();

	add protocols[c$id][protocol];
	}
