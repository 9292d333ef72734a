##! smb_cmd.log: a line for each command that was answered. Much of it, for those who look for faults.

@load base/protocols/smb

module SMB;

export {
	redef enum Log::ID += { CMD_LOG };

	## Decides over each line of the log.
	global log_policy: Log::PolicyHook;

	## Outcomes of which there is no line.
	option ignored_command_statuses: set[string] = { "MORE_PROCESSING_REQUIRED" };
}

# Commands that are told of only when they fail: what they say comes in messages of its own.
const deferred_logging_cmds: set[string] = {
	"NEGOTIATE",
	"READ_ANDX",
	"SESSION_SETUP_ANDX",
	"TREE_CONNECT_ANDX",
};

event zeek_init() &priority=5
	{
	Log::create_stream(SMB::CMD_LOG, Log::Stream($columns=CmdInfo, $path="smb_cmd", $policy=log_policy));
	}

function write_command(cmd: CmdInfo, deferred: bool)
	{
	if ( cmd$status !in ignored_command_statuses && ( cmd$command in deferred_logging_cmds ) == deferred )
		Log::write(SMB::CMD_LOG, cmd);
	}

event smb1_message(c: connection, hdr: SMB1::Header, is_orig: bool) &priority=-5
	{
	if ( ! is_orig )
		write_command(c$smb_state$current_cmd, F);
	}

event smb1_error(c: connection, hdr: SMB1::Header, is_orig: bool)
	{
	if ( ! is_orig )
		write_command(c$smb_state$current_cmd, T);
	}

event smb2_message(c: connection, hdr: SMB2::Header, is_orig: bool) &priority=-5
	{
	# What is pending gets another answer.
	if ( ! is_orig && c$smb_state$current_cmd$status != "PENDING" )
		write_command(c$smb_state$current_cmd, F);
	}
