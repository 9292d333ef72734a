##! radius.log: a line for each attempt to get access, written with its result, or at the end without one.

@load ./consts
@load base/frameworks/logging
@load base/frameworks/analyzer
@load base/protocols/conn/removal-hooks
@load base/utils/addrs

module RADIUS;

export {
	redef enum Log::ID += { LOG };

	## Ports of RADIUS.
	const ports = { 1812/udp } &redef;

	redef likely_server_ports += { ports };

	## A line of radius.log.
	type Info: record {
		## When the first packet was seen.
		ts: time &log;
		## Unique name of the connection.
		uid: string &log;
		## Addresses and ports.
		id: conn_id &log;
		## Who asks for access.
		username: string &log &optional;
		## The hardware address it is asked from.
		mac: string &log &optional;
		## The address that is given out. This is only a suggestion of the server.
		framed_addr: addr &log &optional;
		## The end of the tunnel that a tunnel is asked for from.
		tunnel_client: string &log &optional;
		## What the access server knows of the user's line.
		connect_info: string &log &optional;
		## What the server has to say to the user.
		reply_msg: string &log &optional;
		## success, failed or unknown.
		result: string &log &optional;
		## Time between the first packet and the result.
		ttl: interval &log &optional;
		## The line has been written.
		logged: bool &default=F;
	};

	## Raised with each line of the log.
	global log_radius: event(rec: Info);

	## Decides over each line of the log.
	global log_policy: Log::PolicyHook;

	## Runs when a connection ends.
	global finalize_radius: Conn::RemovalHook;
}

redef record connection += {
	## The line for the attempt at hand.
	radius: Info &optional;
};

event zeek_init() &priority=5
	{
	Log::create_stream(LOG, Log::Stream($columns=Info, $ev=log_radius, $path="radius", $policy=log_policy));
	Analyzer::register_for_ports(Analyzer::ANALYZER_RADIUS, ports);
	}

# What a request tells is kept from its first packet: later ones only go on.
function asked(info: Info, attributes: RADIUS::Attributes)
	{
	if ( ! info?$username && 1 in attributes )
		info$username = attributes[1][0];

	if ( ! info?$mac && 31 in attributes )
		info$mac = normalize_mac(attributes[31][0]);

	if ( ! info?$tunnel_client && 66 in attributes )
		info$tunnel_client = attributes[66][0];

	if ( ! info?$connect_info && 77 in attributes )
		info$connect_info = attributes[77][0];
	}

# What the server tells in the course of a login.
function answered(info: Info, attributes: RADIUS::Attributes)
	{
	if ( ! info?$reply_msg && 18 in attributes )
		info$reply_msg = attributes[18][0];

	if ( ! info?$framed_addr && 8 in attributes )
		info$framed_addr = raw_bytes_to_v4_addr(attributes[8][0]);
	}

event radius_message(c: connection, result: RADIUS::Message) &priority=5
	{
	if ( ! c?$radius )
		{
		c$radius = Info($ts=network_time(), $uid=c$uid, $id=c$id);
		Conn::register_removal_hook(c, finalize_radius);
		}

	local info = c$radius;

	switch ( RADIUS::msg_types[result$code] )
		{
		case "Access-Request":
			if ( result?$attributes )
				asked(info, result$attributes);
			break;

		case "Access-Challenge":
			if ( result?$attributes )
				answered(info, result$attributes);
			break;

		case "Access-Accept":
			info$result = "success";
			break;

		case "Access-Reject":
			info$result = "failed";
			break;
		}

	if ( info?$result && ! info?$ttl )
		info$ttl = network_time() - info$ts;
	}

event radius_message(c: connection, result: RADIUS::Message) &priority=-5
	{
	if ( ! c?$radius || ! c$radius?$result )
		return;

	Log::write(LOG, c$radius);
	delete c$radius;
	}

hook finalize_radius(c: connection)
	{
	if ( ! c?$radius || c$radius$logged )
		return;

	c$radius$result = "unknown";
	c$radius$logged = T;
	Log::write(LOG, c$radius);
	}
