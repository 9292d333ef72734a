##! rdp.log: a line for each connection to a desktop (RDP), written when its beginning is over or has taken long enough.

@load base/frameworks/logging
@load base/frameworks/files
@load base/frameworks/reporter
@load base/protocols/conn/removal-hooks
@load ./consts

module RDP;

export {
	redef enum Log::ID += { LOG };

	## Decides over each line of the log.
	global log_policy: Log::PolicyHook;

	## A line of rdp.log.
	type Info: record {
		## When the client asked.
		ts: time &log;
		## Unique name of the connection.
		uid: string &log;
		## Addresses and ports.
		id: conn_id &log;
		## The client's cookie: mostly the first nine letters of the user's name.
		cookie: string &log &optional;
		## What came of it: how the server refused to negotiate, or its verdict over the conference.
		result: string &log &optional;
		## The way of security that the server chose.
		security_protocol: string &log &optional;
		## The channels that the client asked for.
		client_channels: vector of string &log &optional;
		## The keyboard of the client's machine.
		keyboard_layout: string &log &optional;
		## The version of the client.
		client_build: string &log &optional;
		## The name of the client's machine.
		client_name: string &log &optional;
		## What the client's product calls itself.
		client_dig_product_id: string &log &optional;
		## Width of the desktop in pixels.
		desktop_width: count &log &optional;
		## Height of the desktop in pixels.
		desktop_height: count &log &optional;
		## The depth of colours that the client asked for.
		requested_color_depth: string &log &optional;
		## The kind of the server's certificate, when RDP encrypts by itself.
		cert_type: string &log &optional;
		## How many certificates the server showed.
		cert_count: count &log &default=0;
		## Whether the certificate was made to last.
		cert_permanent: bool &log &optional;
		## How much RDP encrypts by itself.
		encryption_level: string &log &optional;
		## How RDP encrypts by itself.
		encryption_method: string &log &optional;
	};

	## Takes the analyzer off a connection that has been logged after rdp_check_interval.
	option disable_analyzer_after_detection = F;

	## A connection is logged after this time, whatever it has come to.
	option rdp_check_interval = 10secs;

	## Raised with each line of the log.
	global log_rdp: event(rec: Info);

	## Runs when a connection ends.
	global finalize_rdp: Conn::RemovalHook;

	## Ports of RDP over TCP.
	const rdp_ports = { 3389/tcp } &redef;

	## Ports of RDP over UDP.
	const rdpeudp_ports = { 3389/udp } &redef;
}

redef record Info += {
	## The analyzer of the connection.
	analyzer_id: count &optional;
	## The line has been written.
	done: bool &default=F;
};

redef record connection += {
	## The line for this connection.
	rdp: Info &optional;
};

redef likely_server_ports += { rdp_ports, rdpeudp_ports };

event zeek_init() &priority=5
	{
	Log::create_stream(LOG, Log::Stream($columns=Info, $ev=log_rdp, $path="rdp", $policy=log_policy));
	Analyzer::register_for_ports(Analyzer::ANALYZER_RDP, rdp_ports);
	Analyzer::register_for_ports(Analyzer::ANALYZER_RDPEUDP, rdpeudp_ports);
	}

function write_log(c: connection)
	{
	if ( c$rdp$done )
		return;

	c$rdp$done = T;

	# Without any of these nothing says that it was RDP.
	if ( c$rdp?$cookie || c$rdp?$keyboard_layout || c$rdp?$result )
		Log::write(LOG, c$rdp);
	}

event check_record(c: connection)
	{
	if ( c$rdp$done )
		return;

	if ( network_time() - c$rdp$ts <= rdp_check_interval )
		{
		schedule rdp_check_interval { check_record(c) };
		return;
		}

	write_log(c);

	if ( disable_analyzer_after_detection && c$rdp?$analyzer_id && connection_exists(c$id) )
		disable_analyzer(c$id, c$rdp$analyzer_id);
	}

function set_session(c: connection)
	{
	if ( c?$rdp )
		return;

	c$rdp = Info($ts=network_time(), $uid=c$uid, $id=c$id);
	Conn::register_removal_hook(c, finalize_rdp);
	schedule rdp_check_interval { check_record(c) };
	}

## The name of a keyboard; a variant that nobody knows goes by its language.
function keyboard(layout: count): string
	{
	local language = layout & 0xffff;

	if ( layout in languages || language !in languages )
		return languages[layout];

	return fmt("%s (Best Guess for %d)", languages[language], layout);
	}

event rdp_connect_request(c: connection, cookie: string, flags: count) &priority=5
	{
	set_session(c);
	c$rdp$cookie = cookie;
	}

event rdp_negotiation_response(c: connection, security_protocol: count, flags: count) &priority=5
	{
	set_session(c);
	c$rdp$security_protocol = security_protocols[security_protocol];
	}

event rdp_negotiation_failure(c: connection, failure_code: count, flags: count) &priority=5
	{
	set_session(c);
	c$rdp$result = failure_codes[failure_code];
	}

event rdp_begin_encryption(c: connection, security_protocol: count) &priority=5
	{
	set_session(c);

	if ( ! c$rdp?$result )
		c$rdp$result = "encrypted";

	c$rdp$security_protocol = security_protocols[security_protocol];
	}

event rdp_client_core_data(c: connection, data: RDP::ClientCoreData) &priority=5
	{
	set_session(c);
	c$rdp$keyboard_layout = keyboard(data$keyboard_layout);
	c$rdp$client_build = builds[data$client_build];
	c$rdp$client_name = data$client_name;
	c$rdp$desktop_width = data$desktop_width;
	c$rdp$desktop_height = data$desktop_height;

	if ( data?$dig_product_id )
		c$rdp$client_dig_product_id = data$dig_product_id;

	if ( data?$ec_flags && data$ec_flags$want_32bpp_session )
		c$rdp$requested_color_depth = "32bit";
	else if ( data?$high_color_depth )
		c$rdp$requested_color_depth = high_color_depths[data$high_color_depth];
	}

event rdp_client_network_data(c: connection, channels: RDP::ClientChannelList)
	{
	# What the protocol allows ([MS-RDPBCGR] 2.2.1.3.4).
	const most = 31;

	set_session(c);

	if ( ! c$rdp?$client_channels )
		c$rdp$client_channels = vector();

	for ( i, channel in channels )
		c$rdp$client_channels[i] = gsub(channel$name, /\x00+$/, "");

	if ( |channels| > most )
		Reporter::conn_weird("RDP_channels_requested_exceeds_max", c, fmt("%s", |channels|));
	}

event rdp_gcc_server_create_response(c: connection, result: count) &priority=5
	{
	set_session(c);
	c$rdp$result = results[result];
	}

event rdp_server_security(c: connection, encryption_method: count, encryption_level: count) &priority=5
	{
	set_session(c);
	c$rdp$encryption_method = encryption_methods[encryption_method];
	c$rdp$encryption_level = encryption_levels[encryption_level];
	}

event rdp_server_certificate(c: connection, cert_type: count, permanently_issued: bool) &priority=5
	{
	set_session(c);
	c$rdp$cert_type = cert_types[cert_type];
	c$rdp$cert_permanent = permanently_issued;

	# Those of X.509 are files, and counted as such.
	if ( c$rdp$cert_type == "RSA" )
		++c$rdp$cert_count;
	}

event file_over_new_connection(f: fa_file, c: connection, is_orig: bool) &priority=5
	{
	if ( c?$rdp && f$source == "RDP" )
		++c$rdp$cert_count;
	}

event analyzer_confirmation_info(atype: AllAnalyzers::Tag, info: AnalyzerConfirmationInfo) &priority=5
	{
	if ( atype != Analyzer::ANALYZER_RDP )
		return;

	set_session(info$c);
	info$c$rdp$analyzer_id = info$aid;
	}

event analyzer_violation_info(atype: AllAnalyzers::Tag, info: AnalyzerViolationInfo) &priority=5
	{
	if ( atype == Analyzer::ANALYZER_RDP && info$c?$rdp )
		write_log(info$c);
	}

hook finalize_rdp(c: connection)
	{
	if ( c?$rdp )
		write_log(c);
	}
