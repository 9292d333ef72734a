##! Files that clients offer one another: the connection that an offer announces is expected, and irc.log has a line
##! when its file has come.

@load base/frameworks/files
@load ./main

module IRC;

export {
	redef record Info += {
		## Name of the file that was offered.
		dcc_file_name: string &log &optional;
		## Its size in bytes, as it was offered.
		dcc_file_size: count &log &optional;
		## Its type, as its contents tell.
		dcc_mime_type: string &log &optional;
	};

	## Sessions whose offers are not taken up yet, by the address and port where they wait.
	global dcc_expected_transfers: table[addr, port] of Info &read_expire=5mins;

	## Most offers that are waited for; whoever makes more is not followed.
	const max_dcc_expected_transfers = 5000 &redef;

	## Runs when the connection of a file ends.
	global finalize_irc_data: Conn::RemovalHook;
}

event irc_dcc_message(c: connection, is_orig: bool, prefix: string, target: string, dcc_type: string, argument: string,
                      address: addr, dest_port: count, size: count) &priority=5
	{
	if ( dcc_type != "SEND" || |dcc_expected_transfers| >= max_dcc_expected_transfers )
		return;

	set_session(c);
	c$irc$command = "DCC";
	c$irc$dcc_file_name = argument;
	c$irc$dcc_file_size = size;

	local p = count_to_port(dest_port, tcp);
	dcc_expected_transfers[address, p] = c$irc;
	Analyzer::schedule_analyzer(0.0.0.0, address, p, Analyzer::ANALYZER_IRC_DATA, 5mins);
	}

event scheduled_analyzer_applied(c: connection, a: Analyzer::Tag) &priority=10
	{
	if ( a != Analyzer::ANALYZER_IRC_DATA || [c$id$resp_h, c$id$resp_p] !in dcc_expected_transfers )
		return;

	add c$service["irc-dcc-data"];
	Conn::register_removal_hook(c, finalize_irc_data);
	}

hook finalize_irc_data(c: connection)
	{
	delete dcc_expected_transfers[c$id$resp_h, c$id$resp_p];
	}
