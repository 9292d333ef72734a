##! GridFTP: FTP sessions that authenticate by GSI, and data connections without encryption that grew so large
##! that they can be nothing else. The latter need not be looked at any further.

@load base/protocols/conn/thresholds
@load base/protocols/ssl
@load ./info
@load ./main

## Raised when a connection that might carry data of GridFTP has not grown enough in its time.
global gridftp_possibility_timeout: event(c: connection);

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
	return c?$ssl && c$ssl?$cipher && /_WITH_NULL_/ in c$ssl$cipher;
	}

event ssl_established(c: connection) &priority=5
	{
	if ( c?$ftp && c$ftp?$last_auth_requested && /^GSSAPI/i in c$ftp$last_auth_requested )
		add c$service["gridftp"];
	}

event ssl_established(c: connection) &priority=-3
	{
	if ( ! data_channel_initial_criteria(c) )
		return;

	ConnThreshold::set_bytes_threshold(c, size_threshold, T);
	ConnThreshold::set_bytes_threshold(c, size_threshold, F);
	schedule max_time { gridftp_possibility_timeout(c) };
	}

event ConnThreshold::bytes_threshold_crossed(c: connection, threshold: count, is_orig: bool)
	{
	if ( threshold < size_threshold || "gridftp-data" in c$service || c$duration > max_time )
		return;

	add c$service["gridftp-data"];
	event GridFTP::data_channel_detected(c);
	}

event gridftp_possibility_timeout(c: connection)
	{
	if ( "gridftp-data" in c$service || ! connection_exists(c$id) )
		return;

	ConnThreshold::delete_bytes_threshold(c, size_threshold, T);
	ConnThreshold::delete_bytes_threshold(c, size_threshold, F);
	}

event GridFTP::data_channel_detected(c: connection)
	{
	if ( skip_data )
		skip_further_processing(c$id);
	}
