##! kerberos.log: a line for the first exchange of each connection, when it was answered or when the connection ends.

@load base/frameworks/logging
@load base/frameworks/analyzer
@load base/protocols/conn/removal-hooks
@load ./consts

module KRB;

export {
	redef enum Log::ID += { LOG };

	## Ports of key distribution centres.
	const tcp_ports = { 88/tcp } &redef;

	## The same for datagrams.
	const udp_ports = { 88/udp } &redef;

	redef likely_server_ports += { tcp_ports, udp_ports };

	## Decides over each line of the log.
	global log_policy: Log::PolicyHook;

	## A line of kerberos.log.
	type Info: record {
		## When the first message was seen.
		ts: time &log;
		## Unique name of the connection.
		uid: string &log;
		## Addresses and ports.
		id: conn_id &log;
		## AS for a first ticket, TGS for one of a service.
		request_type: string &log &optional;
		## Who asks.
		client: string &log &optional;
		## For which service.
		service: string &log &optional;
		## A ticket was handed out.
		success: bool &log &optional;
		## Number of the error.
		error_code: count &optional;
		## Its name, or the words of the server.
		error_msg: string &log &optional;
		## Wanted beginning of the ticket's life.
		from: time &log &optional;
		## Wanted end of it.
		till: time &log &optional;
		## How the ticket is encrypted.
		cipher: string &log &optional;
		## A ticket that may be forwarded is wanted.
		forwardable: bool &log &optional;
		## One that may be renewed.
		renewable: bool &log &optional;
		## The line is written.
		logged: bool &default=F;
	};

	## Errors with these words are not logged: every client that does not know better gets them first.
	option ignored_errors: set[string] = {
		"NEEDED_PREAUTH",
		"Need to use PA-ENC-TIMESTAMP/PA-PK-AS-REQ",
	};

	## Raised with each line of the log.
	global log_krb: event(rec: Info);

	## Runs when a connection ends.
	global finalize_krb: Conn::RemovalHook;

	## Starts the line of a connection. True when that is written already.
	global set_session: function(c: connection): bool;

	## Writes the line of a connection, once.
	global do_log: function(c: connection);
}

redef record connection += {
	## The line of this connection.
	krb: Info &optional;
};

event zeek_init() &priority=5
	{
	Analyzer::register_for_ports(Analyzer::ANALYZER_KRB, udp_ports);
	Analyzer::register_for_ports(Analyzer::ANALYZER_KRB_TCP, tcp_ports);
	Log::create_stream(LOG, Log::Stream($columns=Info, $ev=log_krb, $path="kerberos", $policy=log_policy));
	}

function set_session(c: connection): bool
	{
	if ( ! c?$krb )
		{
		c$krb = Info($ts=network_time(), $uid=c$uid, $id=c$id);
		Conn::register_removal_hook(c, finalize_krb);
		}
	return c$krb$logged;
	}

function do_log(c: connection)
	{
	if ( ! c?$krb || c$krb$logged )
		return;
	Log::write(LOG, c$krb);
	c$krb$logged = T;
	}

# What both kinds of requests tell.
function note_request(info: Info, kind: string, msg: KDC_Request)
	{
	info$request_type = kind;
	if ( msg?$service_name )
		info$service = msg$service_name;
	if ( msg?$from )
		info$from = msg$from;
	if ( msg?$till )
		info$till = msg$till;
	if ( msg?$kdc_options )
		{
		info$forwardable = msg$kdc_options$forwardable;
		info$renewable = msg$kdc_options$renewable;
		}
	}

function note_response(info: Info, msg: KDC_Response)
	{
	if ( ! info?$client )
		info$client = fmt("%s/%s", msg$client_name, msg?$client_realm ? msg$client_realm : "");
	info$service = msg$ticket$service_name;
	info$cipher = msg$ticket$cipher in cipher_name ? cipher_name[msg$ticket$cipher] : fmt("unknown-%d", msg$ticket$cipher);
	info$success = T;
	}

event krb_as_request(c: connection, msg: KDC_Request) &priority=5
	{
	if ( set_session(c) )
		return;
	note_request(c$krb, "AS", msg);
	c$krb$client = fmt("%s/%s", msg?$client_name ? msg$client_name : "", msg?$service_realm ? msg$service_realm : "");
	}

event krb_tgs_request(c: connection, msg: KDC_Request) &priority=5
	{
	if ( ! set_session(c) )
		note_request(c$krb, "TGS", msg);
	}

event krb_ap_request(c: connection, ticket: KRB::Ticket, opts: KRB::AP_Options) &priority=5
	{
	set_session(c);
	}

event krb_as_response(c: connection, msg: KDC_Response) &priority=5
	{
	if ( ! set_session(c) )
		note_response(c$krb, msg);
	}

event krb_as_response(c: connection, msg: KDC_Response) &priority=-5
	{
	do_log(c);
	}

event krb_tgs_response(c: connection, msg: KDC_Response) &priority=5
	{
	if ( ! set_session(c) )
		note_response(c$krb, msg);
	}

event krb_tgs_response(c: connection, msg: KDC_Response) &priority=-5
	{
	do_log(c);
	}

event krb_error(c: connection, msg: Error_Msg) &priority=5
	{
	if ( set_session(c) )
		return;
	if ( msg?$error_text && msg$error_text in ignored_errors )
		{
		delete c$krb;
		return;
		}
	local info = c$krb;
	if ( ! info?$client && ( msg?$client_name || msg?$client_realm ) )
		info$client = fmt("%s%s", msg?$client_name ? msg$client_name + "/" : "", msg?$client_realm ? msg$client_realm : "");
	if ( msg?$service_name )
		info$service = msg$service_name;
	info$success = F;
	info$error_code = msg$error_code;
	if ( msg?$error_text )
		info$error_msg = msg$error_text;
	else if ( msg$error_code in error_msg )
		info$error_msg = error_msg[msg$error_code];
	}

event krb_error(c: connection, msg: Error_Msg) &priority=-5
	{
	do_log(c);
	}

hook finalize_krb(c: connection)
	{
	do_log(c);
	}
