##! conn.log: a line for each connection, written when it ends. For UDP and ICMP a connection is a flow
##! between two ends, until it is idle for a while.

@load base/frameworks/logging
@load base/utils/site
@load base/frameworks/analyzer/dpd
@load ./removal-hooks

module Conn;

export {
	redef enum Log::ID += { LOG };

	## A line of conn.log.
	type Info: record {
		## Time of the first packet.
		ts: time &log;
		## Unique name of the connection.
		uid: string &log;
		## Addresses and ports.
		id: conn_id &log;
		## Transport protocol.
		proto: transport_proto &log;
		## Protocols that were recognised, in lower case.
		service: string &log &optional;
		## From the first packet to the last.
		duration: interval &log &optional;
		## Payload of the originator; for TCP by its sequence numbers.
		orig_bytes: count &log &optional;
		## Payload of the responder; for TCP by its sequence numbers.
		resp_bytes: count &log &optional;
		## How the connection went:
		##
		## - S0: attempted, no answer
		## - S1: established, not closed
		## - SF: established and closed normally
		## - REJ: rejected
		## - S2: established, the originator closed, the responder did not
		## - S3: established, the responder closed, the originator did not
		## - RSTO: established, aborted by the originator
		## - RSTR: aborted by the responder
		## - RSTOS0: the originator sent SYN and then RST, no answer
		## - RSTRH: the responder sent SYN-ACK and then RST, the originator's SYN was not seen
		## - SH: the originator sent SYN and then FIN, no answer
		## - SHR: the responder sent SYN-ACK and then FIN, the originator's SYN was not seen
		## - OTH: no SYN was seen
		conn_state: string &log &optional;
		## Whether a host of Site::local_nets is the originator.
		local_orig: bool &log &optional;
		## Whether a host of Site::local_nets is the responder.
		local_resp: bool &log &optional;
		## Bytes of payload that were never seen.
		missed_bytes: count &log &default=0;
		## What happened, a letter each, upper case by the originator, lower case by the responder:
		## s SYN, h SYN-ACK, a ACK, d data, f FIN, r RST, c bad checksum, g gap, t retransmission, w zero
		## window, i inconsistent packet, q both SYN and FIN or RST; ^ means that the direction was
		## guessed wrong at first. Some letters come again at 10, 100, 1000 and so on occurrences.
		history: string &log &optional;
		## Packets of the originator.
		orig_pkts: count &log &optional;
		## Bytes of the originator, by the length field of IP.
		orig_ip_bytes: count &log &optional;
		## Packets of the responder.
		resp_pkts: count &log &optional;
		## Bytes of the responder, by the length field of IP.
		resp_ip_bytes: count &log &optional;
		## Unique names of the tunnels that carry the connection.
		tunnel_parents: set[string] &log &optional;
		## Number of the transport protocol in the IP header.
		ip_proto: count &log &optional;
	};

	## Raised with each line of the log.
	global log_conn: event(rec: Info);

	## Decides over each line of the log.
	global log_policy: Log::PolicyHook;
}

redef record connection += {
	## The line of conn.log.
	conn: Info &optional;
};

event zeek_init() &priority=5
	{
	Log::create_stream(LOG, Log::Stream($columns=Info, $ev=log_conn, $path="conn", $policy=log_policy));
	}

## Brings the line of the log up to date; eoc: with what is only known at the end.
function set_conn(c: connection, eoc: bool)
	{
	local id = c$id;

	if ( ! c?$conn )
		{
		c$conn = Info($ts=c$start_time, $uid=c$uid, $id=id, $proto=get_port_transport_proto(id$resp_p));

		if ( id$proto != 65535 )
			c$conn$ip_proto = id$proto;
		}

	local info = c$conn;
	info$id = id;

	if ( c?$tunnel && |c$tunnel| > 0 )
		{
		if ( ! info?$tunnel_parents )
			info$tunnel_parents = set();

		# The innermost one; it names those around it in a line of its own.
		local parent = c$tunnel[|c$tunnel| - 1];

		if ( parent?$uid )
			add info$tunnel_parents[parent$uid];
		}

	if ( |Site::local_nets| > 0 )
		{
		info$local_orig = id$orig_h in Site::local_nets;
		info$local_resp = id$resp_h in Site::local_nets;
		}

	if ( eoc )
		note_totals(c, info$proto, info);
	}

event content_gap(c: connection, is_orig: bool, seq: count, length: count) &priority=5
	{
	set_conn(c, F);
	c$conn$missed_bytes += length;
	}

event tunnel_changed(c: connection, e: EncapsulatingConnVector) &priority=5
	{
	set_conn(c, F);

	if ( |e| > 0 )
		{
		if ( ! c$conn?$tunnel_parents )
			c$conn$tunnel_parents = set();

		if ( e[|e| - 1]?$uid )
			add c$conn$tunnel_parents[e[|e| - 1]$uid];
		}

	c$tunnel = e;
	}

event connection_state_remove(c: connection) &priority=5
	{
	set_conn(c, T);
	}

event connection_state_remove(c: connection) &priority=-5
	{
	Log::write(LOG, c$conn);
	}
