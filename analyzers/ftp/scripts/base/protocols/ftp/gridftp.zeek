##! GridFTP: FTP sessions that authenticate by GSI, and data connections without encryption that grew so large
##! that they can be nothing else. The latter need not be looked at any further.

@load base/protocols/conn/polling
@load ./info
@load ./main

module GridFTP;

export {
	## A connection of this many bytes that fits otherwise carries data of GridFTP.
	option size_threshold = 1073741824;

	## For how long after its beginning a connection is watched.
	option max_time = 2mins;

	## Look no further at what data connections carry.
	option skip_data = T;

	## Raised when a data connection was found.
	global data_channel_detected: event(c: connection);

	## Whether a connection may be a data connection: it is worth watching how large it becomes.
	global data_channel_initial_criteria: function(c: connection): bool &redef;
}

# A connection that has not grown enough in its time.
global gridftp_possibility_timeout: event(c: connection);

redef record FTP::Info += {
	## The mechanism that authentication is going on by.
	last_auth_requested: string &optional;
};

event ftp_request(c: connection, command: string, arg: string) &priority=4
	{
	if ( command == "AUTH" && c?$ftp )
		c$ftp$last_auth_requested = arg;
	}

# By default, TLS that authenticates both sides and does not encrypt: nobody else does that.
function data_channel_initial_criteria(c: connection): bool
	{
@ifdef ( SSL::Info )
	return c?$ssl && c$ssl?$cipher && /_WITH_NULL_/ in c$ssl$cipher;
@else
	return F;
@endif
	}

# How large a connection has become; again in the given time, until it is large or old enough.
function check_size(c: connection, cnt: count): interval
	{
	if ( c$orig$size > size_threshold || c$resp$size > size_threshold )
		{
		event GridFTP::data_channel_detected(c);
		return -1sec;
		}

	if ( network_time() - c$start_time > max_time )
		{
		event gridftp_possibility_timeout(c);
		return -1sec;
		}

	return 10secs;
	}

event ssl_established(c: connection) &priority=5
	{
	if ( c?$ftp && c$ftp?$last_auth_requested && /^GSSAPI/i in c$ftp$last_auth_requested )
		add c$service["gridftp"];
	}

event ssl_established(c: connection) &priority=-3
	{
	if ( data_channel_initial_criteria(c) )
		ConnPolling::watch(c, check_size, 0, 0secs);
	}

event GridFTP::data_channel_detected(c: connection)
	{
	add c$service["gridftp-data"];

	if ( skip_data )
		skip_further_processing(c$id);
	}
