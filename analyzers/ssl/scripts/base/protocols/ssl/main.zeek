##! ssl.log: a line for each session of TLS, DTLS or SSL, written when the session is established or, if it never is, when
##! the connection ends.

@load base/frameworks/logging
@load base/frameworks/analyzer
@load base/frameworks/notice/weird
@load base/protocols/conn/removal-hooks
@load ./consts

module SSL;

export {
	redef enum Log::ID += { LOG };

	## Ports of TLS.
	const ssl_ports = {
		443/tcp, 465/tcp, 563/tcp, 585/tcp, 614/tcp, 636/tcp,
		989/tcp, 990/tcp, 992/tcp, 993/tcp, 995/tcp, 5223/tcp,
	} &redef;

	## Ports of DTLS.
	const dtls_ports = { 443/udp } &redef;

	redef likely_server_ports += { ssl_ports, dtls_ports };

	## A line of ssl.log.
	type Info: record {
		## When the session began.
		ts: time &log;
		## Unique name of the connection.
		uid: string &log;
		## Addresses and ports.
		id: conn_id &log;
		## The version that the server chose, as a number.
		version_num: count &optional;
		## The version that the server chose.
		version: string &log &optional;
		## The cipher that the server chose.
		cipher: string &log &optional;
		## The curve or group that keys are agreed on.
		curve: string &log &optional;
		## The server that the client asks for.
		server_name: string &log &optional;
		## The session that the client wants to go on with.
		session_id: string &optional;
		## The session goes on with what was agreed on before.
		resumed: bool &log &default=F;
		## The client has shown a ticket and no session id.
		client_ticket_empty_session_seen: bool &default=F;
		## The client has sent a key.
		client_key_exchange_seen: bool &default=F;
		## The client has offered a pre-shared key.
		client_psk_seen: bool &default=F;
		## The last alert.
		last_alert: string &log &optional;
		## The protocol that is spoken inside, by agreement.
		next_protocol: string &log &optional;
		## The analyzer, while it runs.
		analyzer_id: count &optional;
		## The session was established.
		established: bool &log &default=F;
		## The line has been written.
		logged: bool &default=F;
		## The server has asked for another hello.
		hrr_seen: bool &default=F;
		## What was seen, a letter each; capital letters are the client's:
		##
		## | letter | meaning |
		## |---|---|
		## | h | hello request |
		## | c | client hello |
		## | s | server hello |
		## | v | hello verify request |
		## | t | new session ticket |
		## | x | certificate |
		## | k | server key exchange |
		## | r | certificate request |
		## | n | server hello done |
		## | y | certificate verify |
		## | g | client key exchange |
		## | f | finished |
		## | w | certificate URL |
		## | u | certificate status |
		## | a | supplemental data |
		## | z | another message of the handshake |
		## | i | change cipher spec |
		## | b | heartbeat |
		## | d | application data |
		## | e | end of early data |
		## | o | encrypted extensions |
		## | p | key update |
		## | m | message hash |
		## | j | hello retry request |
		## | l | alert |
		## | q | a record of unknown type |
		ssl_history: string &log &default="";
	};

	## Take the analyzer off once the session is established.
	option disable_analyzer_after_detection = T;

	## Letters of ssl_history that are kept.
	option max_ssl_history_length = 100;

	## Trusted certificates in DER, by their subject; loading mozilla-ca-list fills it, as validation does.
	const root_certs: table[string] of string = {} &redef;

	## Sees to it that c$ssl is there.
	global set_session: function(c: connection);

	## Holds a line back until undelay_log is called with the same token, or 15 seconds.
	global delay_log: function(info: Info, token: string);

	## Lets a line go that was held back.
	global undelay_log: function(info: Info, token: string);

	## Raised with each line of the log.
	global log_ssl: event(rec: Info);

	## Decides over each line of the log.
	global log_policy: Log::PolicyHook;

	## Runs before the line is written: when the session is established, or ends.
	global ssl_finishing: hook(c: connection);

	## Runs when a connection ends.
	global finalize_ssl: Conn::RemovalHook;
}

redef record connection += {
	## The session.
	ssl: Info &optional;
};

redef record Info += {
	## Whoever holds the line back.
	delay_tokens: set[string] &optional;
};

# The random value of a server that wants another client hello (RFC 8446).
const hello_retry_request = "\xcf\x21\xad\x74\xe5\x9a\x61\x11\xbe\x1d\x8c\x02\x1e\x65\xb8\x91\xc2\xa2\x11\x16\x7a\xbb\x8c\x5e\x07\x9e\x09\xe2\xc8\xa8\x33\x9c";

# What an absent session id looks like.
const no_session = "\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00";

# Letters of the history for messages of the handshake; the hellos are told apart by their own events.
const message_letters: table[count] of string = {
	[HELLO_REQUEST] = "h",
	[HELLO_VERIFY_REQUEST] = "v",
	[SESSION_TICKET] = "t",
	[5] = "e",
	[HELLO_RETRY_REQUEST] = "j",
	[ENCRYPTED_EXTENSIONS] = "o",
	[CERTIFICATE] = "x",
	[SERVER_KEY_EXCHANGE] = "k",
	[CERTIFICATE_REQUEST] = "r",
	[SERVER_HELLO_DONE] = "n",
	[CERTIFICATE_VERIFY] = "y",
	[CLIENT_KEY_EXCHANGE] = "g",
	[FINISHED] = "f",
	[CERTIFICATE_URL] = "w",
	[CERTIFICATE_STATUS] = "u",
	[SUPPLEMENTAL_DATA] = "a",
	[KEY_UPDATE] = "p",
	[254] = "m",
} &default="z";

event zeek_init() &priority=5
	{
	Log::create_stream(LOG, Log::Stream($columns=Info, $ev=log_ssl, $path="ssl", $policy=log_policy));
	Analyzer::register_for_ports(Analyzer::ANALYZER_SSL, ssl_ports);
	Analyzer::register_for_ports(Analyzer::ANALYZER_DTLS, dtls_ports);
	}

function set_session(c: connection)
	{
	if ( c?$ssl )
		return;

	c$ssl = Info($ts=network_time(), $uid=c$uid, $id=c$id);
	Conn::register_removal_hook(c, finalize_ssl);
	}

## Adds a letter to the history.
function add_to_history(c: connection, is_client: bool, char: string)
	{
	local ssl = c$ssl;
	local seen = |ssl$ssl_history|;

	if ( seen == max_ssl_history_length )
		Reporter::conn_weird("SSL_max_ssl_history_length_reached", c);

	if ( seen <= max_ssl_history_length )
		ssl$ssl_history += is_client ? to_upper(char) : char;
	}

function delay_log(info: Info, token: string)
	{
	if ( ! info?$delay_tokens )
		info$delay_tokens = set();

	add info$delay_tokens[token];
	}

function undelay_log(info: Info, token: string)
	{
	if ( info?$delay_tokens && token in info$delay_tokens )
		delete info$delay_tokens[token];
	}

## Writes the line, once nobody holds it back.
function log_record(info: Info)
	{
	if ( info$logged )
		return;

	if ( ! info?$delay_tokens || |info$delay_tokens| == 0 )
		{
		info$logged = T;
		Log::write(LOG, info);
		return;
		}

	when [info] ( |info$delay_tokens| == 0 )
		{
		log_record(info);
		}
	timeout 15secs
		{
		# Better a line that lacks something than none.
		info$delay_tokens = set();
		log_record(info);
		}
	}

## Ends the session for the log.
function finish(c: connection, remove_analyzer: bool)
	{
	log_record(c$ssl);

	if ( remove_analyzer && disable_analyzer_after_detection && c$ssl?$analyzer_id )
		{
		disable_analyzer(c$id, c$ssl$analyzer_id);
		delete c$ssl$analyzer_id;
		}
	}

event ssl_client_hello(c: connection, version: count, record_version: count, possible_ts: time, client_random: string, session_id: string, ciphers: index_vec, comp_methods: index_vec) &priority=5
	{
	set_session(c);
	add_to_history(c, T, "c");

	if ( |session_id| > 0 && session_id != no_session )
		{
		c$ssl$session_id = bytestring_to_hexstr(session_id);
		c$ssl$client_ticket_empty_session_seen = F;
		}
	}

event ssl_server_hello(c: connection, version: count, record_version: count, possible_ts: time, server_random: string, session_id: string, cipher: count, comp_method: count) &priority=5
	{
	set_session(c);

	# A server that wants another hello has not chosen yet, but its cipher stays.
	local retry = server_random == hello_retry_request;

	if ( retry )
		c$ssl$hrr_seen = T;

	add_to_history(c, F, retry ? "j" : "s");

	# Versions from 1.3 on stand in an extension, which has been seen by now.
	if ( ! c$ssl?$version_num )
		{
		c$ssl$version_num = version;
		c$ssl$version = version_strings[version];
		}

	c$ssl$cipher = cipher_desc[cipher];

	# Servers of 1.3 only echo the session id.
	if ( c$ssl?$session_id && c$ssl$session_id == bytestring_to_hexstr(session_id)
	     && c$ssl$version_num / 256 != 0x7F && c$ssl$version_num != TLSv13 && c$ssl$version_num != DTLSv13 )
		c$ssl$resumed = T;
	}

event ssl_extension_supported_versions(c: connection, is_client: bool, versions: index_vec) &priority=5
	{
	if ( is_client || |versions| != 1 )
		return;

	set_session(c);
	c$ssl$version_num = versions[0];
	c$ssl$version = version_strings[versions[0]];
	}

event ssl_ecdh_server_params(c: connection, curve: count, point: string) &priority=5
	{
	set_session(c);
	c$ssl$curve = ec_curves[curve];
	}

event ssl_extension_key_share(c: connection, is_client: bool, curves: index_vec) &priority=5
	{
	if ( is_client || |curves| != 1 )
		return;

	set_session(c);
	c$ssl$curve = ec_curves[curves[0]];
	}

event ssl_extension_server_name(c: connection, is_client: bool, names: string_vec) &priority=5
	{
	if ( ! is_client || |names| == 0 )
		return;

	set_session(c);
	c$ssl$server_name = names[0];

	if ( |names| > 1 )
		Reporter::conn_weird("SSL_many_server_names", c, cat(names));
	}

event ssl_extension_application_layer_protocol_negotiation(c: connection, is_client: bool, protocols: string_vec) &priority=5
	{
	# What counts is what the server chooses.
	if ( is_client || |protocols| == 0 )
		return;

	set_session(c);
	c$ssl$next_protocol = protocols[0];
	}

# Extensions are many: each of these handlers begins with the one test that most of them fail.
event ssl_extension(c: connection, is_client: bool, code: count, val: string) &priority=5
	{
	if ( c?$ssl )
		return;

	set_session(c);
	}

event ssl_extension(c: connection, is_client: bool, code: count, val: string) &priority=5
	{
	if ( code != SSL_EXTENSION_PRE_SHARED_KEY )
		return;

	if ( is_client )
		c$ssl$client_psk_seen = T;
	else if ( c$ssl$client_psk_seen )
		c$ssl$resumed = T;
	}

event ssl_extension(c: connection, is_client: bool, code: count, val: string) &priority=5
	{
	if ( code != SSL_EXTENSION_SESSIONTICKET_TLS )
		return;

	if ( is_client && |val| > 0 )
		c$ssl$client_ticket_empty_session_seen = T;
	}

event ssl_handshake_message(c: connection, is_client: bool, msg_type: count, length: count) &priority=5
	{
	if ( ! c?$ssl )
		set_session(c);

	if ( msg_type == CLIENT_KEY_EXCHANGE && is_client )
		c$ssl$client_key_exchange_seen = T;

	if ( msg_type != CLIENT_HELLO && msg_type != SERVER_HELLO )
		add_to_history(c, is_client, message_letters[msg_type]);
	}

event ssl_change_cipher_spec(c: connection, is_client: bool) &priority=5
	{
	if ( ! c?$ssl )
		set_session(c);

	add_to_history(c, is_client, "i");

	# Whoever goes on encrypted without having sent a key goes on with an old one.
	if ( is_client && c$ssl$client_ticket_empty_session_seen && ! c$ssl$client_key_exchange_seen )
		c$ssl$resumed = T;
	}

event ssl_alert(c: connection, is_client: bool, level: count, desc: count) &priority=5
	{
	set_session(c);
	add_to_history(c, is_client, "l");
	c$ssl$last_alert = alert_descriptions[desc];
	}

event ssl_heartbeat(c: connection, is_client: bool, length: count, heartbeat_type: count, payload_length: count, payload: string) &priority=5
	{
	set_session(c);
	add_to_history(c, is_client, "b");
	}

event ssl_plaintext_data(c: connection, is_client: bool, record_version: count, content_type: count, length: count) &priority=5
	{
	if ( ! c?$ssl )
		set_session(c);

	if ( content_type == APPLICATION_DATA )
		add_to_history(c, is_client, "d");
	else if ( content_type < CHANGE_CIPHER_SPEC || ( content_type > RETURN_ROUTABILITY_CHECK && content_type < 256 ) )
		add_to_history(c, is_client, "q");
	}

event ssl_established(c: connection) &priority=7
	{
	set_session(c);
	c$ssl$established = T;
	}

# Whoever hears of the session is to know all about it, validation too.
event ssl_established(c: connection) &priority=20
	{
	set_session(c);
	hook ssl_finishing(c);
	}

event ssl_established(c: connection) &priority=-5
	{
	finish(c, T);
	}

hook finalize_ssl(c: connection)
	{
	if ( ! c?$ssl )
		return;

	if ( ! c$ssl$logged )
		hook ssl_finishing(c);

	finish(c, F);
	}

# What is no TLS any more tells nothing more about the session.
event analyzer_violation_info(atype: AllAnalyzers::Tag, info: AnalyzerViolationInfo) &priority=5
	{
	if ( ( atype != Analyzer::ANALYZER_SSL && atype != Analyzer::ANALYZER_DTLS ) || ! info?$c || ! info$c?$ssl )
		return;

	if ( ! info$c$ssl$logged )
		hook ssl_finishing(info$c);

	delete info$c$ssl$analyzer_id;
	finish(info$c, F);
	}

event analyzer_confirmation_info(atype: AllAnalyzers::Tag, info: AnalyzerConfirmationInfo) &priority=5
	{
	if ( ( atype == Analyzer::ANALYZER_SSL || atype == Analyzer::ANALYZER_DTLS ) && info?$c )
		{
		set_session(info$c);
		info$c$ssl$analyzer_id = info$aid;
		}
	}
