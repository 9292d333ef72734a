##! quic.log: a line for each attempt to connect, since a Retry, an unknown version or a close begins a new one on the same
##! addresses and ports.

@load base/frameworks/logging
@load base/frameworks/analyzer
@load base/frameworks/notice/weird
@load base/protocols/conn/removal-hooks
@load base/protocols/ssl
@load ./consts

module QUIC;

export {
	redef enum Log::ID += { LOG };

	## Ports of QUIC: HTTP/3, and DNS over QUIC with its early port.
	const quic_ports = { 443/udp, 853/udp, 784/udp } &redef;

	redef likely_server_ports += { quic_ports };

	## A line of quic.log.
	type Info: record {
		## When the first packet was seen.
		ts: time &log;
		## Unique name of the connection.
		uid: string &log;
		## Addresses and ports.
		id: conn_id &log;
		## The version that the first packet names.
		version: string &log;
		## The connection ID that the client has made up for the server; it protects the first packets.
		client_initial_dcid: string &log &optional;
		## The connection ID of the client.
		client_scid: string &log &optional;
		## The connection ID of the server.
		server_scid: string &log &optional;
		## The server that the client asks for.
		server_name: string &log &optional;
		## The protocol inside that the client likes best.
		client_protocol: string &log &optional;
		## What was seen, a letter each; capital letters are the client's:
		##
		## | letter | meaning |
		## |---|---|
		## | i | Initial packet |
		## | h | Handshake packet |
		## | z | 0-RTT packet |
		## | r | Retry packet |
		## | c | close of the connection |
		## | s | hello of TLS |
		## | u | unknown version |
		## | x | discarded packet |
		## | o | packets with short headers, each time their number has doubled |
		history: string &log &default="";
		## The letters, as long as the line is not written.
		history_state: vector of string &default=vector();
		## The line has been written.
		logged: bool &default=F;
	};

	## Letters of the history that are kept.
	option max_history_length = 100;

	## Raised with each line of the log.
	global log_quic: event(rec: Info);

	## Decides over each line of the log.
	global log_policy: Log::PolicyHook;

	## Runs when a connection ends.
	global finalize_quic: Conn::RemovalHook;
}

redef record connection += {
	## The attempt at hand.
	quic: Info &optional;
};

event zeek_init() &priority=5
	{
	Log::create_stream(LOG, Log::Stream($columns=Info, $ev=log_quic, $path="quic", $policy=log_policy));
	Analyzer::register_for_ports(Analyzer::ANALYZER_QUIC, quic_ports);
	}

# Sees to it that the attempt is there, and takes over what a packet's header says.
function set_session(c: connection, is_orig: bool, version: count, dcid: string, scid: string)
	{
	if ( ! c?$quic )
		{
		c$quic = Info($ts=network_time(), $uid=c$uid, $id=c$id, $version=version_strings[version]);
		Conn::register_removal_hook(c, finalize_quic);
		}

	if ( ! is_orig )
		{
		c$quic$server_scid = bytestring_to_hexstr(scid);
		return;
		}

	c$quic$client_scid = bytestring_to_hexstr(scid);

	if ( |dcid| > 0 && ! c$quic?$client_initial_dcid )
		c$quic$client_initial_dcid = bytestring_to_hexstr(dcid);
	}

# Adds a letter to the history.
function add_to_history(c: connection, is_orig: bool, letter: string)
	{
	if ( |c$quic$history_state| >= max_history_length )
		return;

	c$quic$history_state += is_orig ? to_upper(letter) : letter;

	if ( |c$quic$history_state| == max_history_length )
		Reporter::conn_weird("QUIC_max_history_length_reached", c);
	}

# Writes the line.
function log_record(quic: Info)
	{
	quic$history = join_string_vec(quic$history_state, "");
	quic$logged = T;
	Log::write(LOG, quic);
	}

# Writes the line; what comes next begins another.
function finish(c: connection, is_orig: bool, letter: string)
	{
	add_to_history(c, is_orig, letter);
	log_record(c$quic);
	delete c$quic;
	}

event QUIC::initial_packet(c: connection, is_orig: bool, version: count, dcid: string, scid: string)
	{
	set_session(c, is_orig, version, dcid, scid);
	add_to_history(c, is_orig, "i");
	}

event QUIC::handshake_packet(c: connection, is_orig: bool, version: count, dcid: string, scid: string)
	{
	set_session(c, is_orig, version, dcid, scid);
	add_to_history(c, is_orig, "h");
	}

event QUIC::zero_rtt_packet(c: connection, is_orig: bool, version: count, dcid: string, scid: string)
	{
	set_session(c, is_orig, version, dcid, scid);
	add_to_history(c, is_orig, "z");
	}

event QUIC::short_header_packet_threshold_crossed(c: connection, is_orig: bool, threshold: count)
	{
	if ( c?$quic )
		add_to_history(c, is_orig, "o");
	else
		# The beginning of the connection was not seen, or this is another protocol.
		Reporter::conn_weird("QUIC_spurious_short_header_packet_threshold_crossed", c, cat(threshold));
	}

event QUIC::discarded_packet(c: connection, is_orig: bool, total_decrypted: count)
	{
	if ( c?$quic )
		add_to_history(c, is_orig, "x");
	else
		Reporter::conn_weird("QUIC_spurious_discarded_packet", c);
	}

event QUIC::retry_packet(c: connection, is_orig: bool, version: count, dcid: string, scid: string, retry_token: string, retry_integrity_tag: string)
	{
	# The connection ID in a Retry packet is for the next attempt.
	if ( ! c?$quic )
		set_session(c, is_orig, version, dcid, scid);

	finish(c, is_orig, "r");
	}

event QUIC::unhandled_version(c: connection, is_orig: bool, version: count, dcid: string, scid: string)
	{
	if ( ! c?$quic )
		set_session(c, is_orig, version, dcid, scid);

	finish(c, is_orig, "u");
	}

event QUIC::connection_close_frame(c: connection, is_orig: bool, version: count, dcid: string, scid: string, error_code: count, reason_phrase: string)
	{
	if ( c?$quic )
		finish(c, is_orig, "c");
	}

event ssl_extension_server_name(c: connection, is_client: bool, names: string_vec) &priority=5
	{
	if ( is_client && c?$quic && |names| > 0 )
		c$quic$server_name = names[0];
	}

event ssl_extension_application_layer_protocol_negotiation(c: connection, is_client: bool, protocols: string_vec)
	{
	if ( ! is_client || ! c?$quic || |protocols| == 0 )
		return;

	c$quic$client_protocol = protocols[0];

	# The log has room for one.
	if ( |protocols| > 1 )
		Reporter::conn_weird("QUIC_many_protocols", c, cat(protocols));
	}

event ssl_client_hello(c: connection, version: count, record_version: count, possible_ts: time, client_random: string, session_id: string, ciphers: index_vec, comp_methods: index_vec)
	{
	if ( c?$quic )
		add_to_history(c, T, "s");
	}

event ssl_server_hello(c: connection, version: count, record_version: count, possible_ts: time, server_random: string, session_id: string, cipher: count, comp_method: count) &priority=-5
	{
	if ( c?$quic )
		add_to_history(c, F, "s");
	}

hook finalize_quic(c: connection)
	{
	if ( c?$quic && ! c$quic$logged )
		log_record(c$quic);
	}
