##! rfb.log: a line for each connection to a desktop (VNC), written when the desktop is known, at the end of the
##! connection at the latest.

@load base/frameworks/logging
@load base/protocols/conn/removal-hooks

module RFB;

export {
	redef enum Log::ID += { LOG };

	## A line of rfb.log.
	type Info: record {
		## When the first version was seen.
		ts: time &log;
		## Unique name of the connection.
		uid: string &log;
		## Addresses and ports.
		id: conn_id &log;
		## The version of the client.
		client_major_version: string &log &optional;
		## Its second part.
		client_minor_version: string &log &optional;
		## The version of the server.
		server_major_version: string &log &optional;
		## Its second part.
		server_minor_version: string &log &optional;
		## How the client logs in.
		authentication_method: string &log &optional;
		## Whether it was let in.
		auth: bool &log &optional;
		## Whether it shares the desktop with others.
		share_flag: bool &log &optional;
		## The name of the desktop.
		desktop_name: string &log &optional;
		## Its width in pixels.
		width: count &log &optional;
		## Its height in pixels.
		height: count &log &optional;
		## The line has been written.
		done: bool &default=F;
	};

	## Raised with each line of the log.
	global log_rfb: event(rec: Info);

	## Decides over each line of the log.
	global log_policy: Log::PolicyHook;

	## Runs when a connection ends.
	global finalize_rfb: Conn::RemovalHook;
}

redef record connection += {
	## The line for this connection.
	rfb: Info &optional;
};

event zeek_init() &priority=5
	{
	Log::create_stream(LOG, Log::Stream($columns=Info, $ev=log_rfb, $path="rfb", $policy=log_policy));
	}

function friendly_auth_name(auth: count): string
	{
	switch ( auth )
		{
		case 0:
			return "Invalid";
		case 1:
			return "None";
		case 2:
			return "VNC";
		case 16:
			return "Tight";
		case 17:
			return "Ultra";
		case 18:
			return "TLS";
		case 19:
			return "VeNCrypt";
		case 20:
			return "GTK-VNC SASL";
		case 21:
			return "MD5 hash authentication";
		case 22:
			return "Colin Dean xvp";
		case 30:
			return "Apple Remote Desktop";
		}

	return "RealVNC";
	}

function set_session(c: connection)
	{
	if ( c?$rfb )
		return;

	c$rfb = Info($ts=network_time(), $uid=c$uid, $id=c$id);
	Conn::register_removal_hook(c, finalize_rfb);
	}

function write_log(c: connection)
	{
	if ( c$rfb$done )
		return;

	c$rfb$done = T;
	Log::write(LOG, c$rfb);
	}

event rfb_server_version(c: connection, major_version: string, minor_version: string) &priority=5
	{
	set_session(c);
	c$rfb$server_major_version = major_version;
	c$rfb$server_minor_version = minor_version;
	}

event rfb_client_version(c: connection, major_version: string, minor_version: string) &priority=5
	{
	set_session(c);
	c$rfb$client_major_version = major_version;
	c$rfb$client_minor_version = minor_version;
	}

event rfb_authentication_type(c: connection, authtype: count) &priority=5
	{
	set_session(c);
	c$rfb$authentication_method = friendly_auth_name(authtype);
	}

event rfb_authentication_result(c: connection, result: bool) &priority=5
	{
	set_session(c);
	c$rfb$auth = result;
	}

event rfb_share_flag(c: connection, flag: bool) &priority=5
	{
	set_session(c);
	c$rfb$share_flag = flag;
	}

event rfb_server_parameters(c: connection, name: string, width: count, height: count) &priority=5
	{
	set_session(c);
	c$rfb$desktop_name = name;
	c$rfb$width = width;
	c$rfb$height = height;
	}

event rfb_server_parameters(c: connection, name: string, width: count, height: count) &priority=-5
	{
	if ( c?$rfb )
		write_log(c);
	}

hook finalize_rfb(c: connection)
	{
	if ( c?$rfb )
		write_log(c);
	}
