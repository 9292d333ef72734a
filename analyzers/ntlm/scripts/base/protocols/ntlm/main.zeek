##! ntlm.log: a line for each connection on which somebody proves who he is by NTLM, when the outcome is known or when the
##! connection ends.

@load base/frameworks/logging
@load base/frameworks/analyzer
@load base/protocols/conn/removal-hooks

module NTLM;

export {
	redef enum Log::ID += { LOG };

	## Decides over each line of the log.
	global log_policy: Log::PolicyHook;

	## A line of ntlm.log.
	type Info: record {
		## When the first message was seen.
		ts: time &log;
		## Unique name of the connection.
		uid: string &log;
		## Addresses and ports.
		id: conn_id &log;
		## Who the client says it acts for.
		username: string &log &optional;
		## What it says it is called.
		hostname: string &log &optional;
		## In which domain the user is.
		domainname: string &log &optional;
		## What the server is called, by NetBIOS.
		server_nb_computer_name: string &log &optional;
		## What it is called in the DNS.
		server_dns_computer_name: string &log &optional;
		## The forest that it belongs to.
		server_tree_name: string &log &optional;
		## The server believed it. Not there when the outcome was not seen.
		success: bool &log &optional;
		## The line is written.
		done: bool &default=F;
	};

	## Runs when a connection ends.
	global finalize_ntlm: Conn::RemovalHook;
}

redef record connection += {
	## The line of this connection.
	ntlm: Info &optional;
};

# Protocols announce NTLM before they say more than a few words of it.
redef DPD::ignore_violations += { Analyzer::ANALYZER_NTLM };

event zeek_init() &priority=5
	{
	Log::create_stream(LOG, Log::Stream($columns=Info, $path="ntlm", $policy=log_policy));
	}

## Begins the line of a connection, unless there is one.
function set_session(c: connection)
	{
	if ( c?$ntlm )
		return;
	c$ntlm = Info($ts=network_time(), $uid=c$uid, $id=c$id);
	Conn::register_removal_hook(c, finalize_ntlm);
	}

event ntlm_negotiate(c: connection, negotiate: NTLM::Negotiate) &priority=5
	{
	set_session(c);
	}

event ntlm_challenge(c: connection, challenge: NTLM::Challenge) &priority=5
	{
	set_session(c);
	if ( ! challenge?$target_info )
		return;
	local server = challenge$target_info;
	if ( server?$nb_computer_name )
		c$ntlm$server_nb_computer_name = server$nb_computer_name;
	if ( server?$dns_computer_name )
		c$ntlm$server_dns_computer_name = server$dns_computer_name;
	if ( server?$dns_tree_name )
		c$ntlm$server_tree_name = server$dns_tree_name;
	}

event ntlm_authenticate(c: connection, request: NTLM::Authenticate) &priority=5
	{
	set_session(c);
	if ( request?$user_name )
		c$ntlm$username = request$user_name;
	if ( request?$workstation )
		c$ntlm$hostname = request$workstation;
	if ( request?$domain_name )
		c$ntlm$domainname = request$domain_name;
	}

event gssapi_neg_result(c: connection, state: count) &priority=3
	{
	# 1: more messages are to come.
	if ( c?$ntlm && state != 1 )
		c$ntlm$success = state == 0;
	}

event gssapi_neg_result(c: connection, state: count) &priority=-3
	{
	if ( ! c?$ntlm || c$ntlm$done || ! c$ntlm?$success )
		return;
	Log::write(LOG, c$ntlm);
	c$ntlm$done = T;
	}

hook finalize_ntlm(c: connection)
	{
	if ( c?$ntlm && ! c$ntlm$done )
		{
		Log::write(LOG, c$ntlm);
		c$ntlm$done = T;
		}
	}
