##! smb_files.log: what is opened, renamed and deleted on shares; smb_mapping.log: the shares that are connected. What is common
##! to the versions of SMB stands here.

@load base/frameworks/logging
@load base/frameworks/analyzer
@load ./consts
@load ./const-dos-error
@load ./const-nt-status

module SMB;

export {
	redef enum Log::ID += {
		MAPPING_LOG,
		FILES_LOG,
	};

	## Ports of servers.
	const ports = { 139/tcp, 445/tcp } &redef;

	redef likely_server_ports += { ports };

	## Decides over each line of smb_files.log.
	global log_policy_files: Log::PolicyHook;

	## Decides over each line of smb_mapping.log.
	global log_policy_mapping: Log::PolicyHook;

	## What is done with a file, a pipe or a printer.
	type Action: enum {
		FILE_READ,
		FILE_WRITE,
		FILE_OPEN,
		FILE_CLOSE,
		FILE_DELETE,
		FILE_RENAME,
		FILE_SET_ATTRIBUTE,

		PIPE_READ,
		PIPE_WRITE,
		PIPE_OPEN,
		PIPE_CLOSE,

		PRINT_READ,
		PRINT_WRITE,
		PRINT_OPEN,
		PRINT_CLOSE,
	};

	## What of it is logged.
	option logged_file_actions: set[Action] = {
		FILE_OPEN,
		FILE_RENAME,
		FILE_DELETE,

		PRINT_OPEN,
		PRINT_CLOSE,
	};

	## Forget what is known of a connection when more of its requests wait for answers than can be remembered, as they do where
	## much of the traffic is not seen.
	option enable_clear_script_state = T;

	## A line of smb_files.log.
	type FileInfo: record {
		## When the file was first seen.
		ts: time &log &default=network_time();
		## Unique name of the connection.
		uid: string &log;
		## Addresses and ports.
		id: conn_id &log;
		## Unique name of the file, once something of it was seen.
		fuid: string &log &optional;
		## What is done with it.
		action: Action &log &optional;
		## The share that it is on.
		path: string &log &optional;
		## Its name on the share.
		name: string &log &optional;
		## Its length in bytes.
		size: count &log &default=0;
		## Its name before it was renamed.
		prev_name: string &log &optional;
		## When it was used, and how.
		times: SMB::MACTimes &log &optional;
	};

	## A line of smb_mapping.log.
	type TreeInfo: record {
		## When the share was connected.
		ts: time &log &default=network_time();
		## Unique name of the connection.
		uid: string &log;
		## Addresses and ports.
		id: conn_id &log;
		## The path of the share.
		path: string &log &optional;
		## What it is, in words of the server.
		service: string &log &optional;
		## Its file system.
		native_file_system: string &log &optional;
		## What it is: DISK, PIPE or PRINT.
		share_type: string &log &default="DISK";
	};

	## A line of smb_cmd.log.
	type CmdInfo: record {
		## When the command was sent.
		ts: time &log &default=network_time();
		## Unique name of the connection.
		uid: string &log;
		## Addresses and ports.
		id: conn_id &log;
		## The command.
		command: string &log;
		## What it does, where it can do several things.
		sub_command: string &log &optional;
		## What it is about.
		argument: string &log &optional;
		## The outcome.
		status: string &log &optional;
		## Until the answer.
		rtt: interval &log &optional;
		## Version of the protocol.
		version: string &log;
		## Who sent it.
		username: string &log &optional;
		## The share that it is about.
		tree: string &log &optional;
		## What kind of share that is.
		tree_service: string &log &optional;
		## The file that it is about.
		referenced_file: FileInfo &log &optional;
		## The share that it is about.
		referenced_tree: TreeInfo &optional;
	};

	## What is known of a connection.
	type State: record {
		## The command at hand.
		current_cmd: CmdInfo &optional;
		## Its file.
		current_file: FileInfo &optional;
		## Its share.
		current_tree: TreeInfo &optional;

		## Commands without an answer, by message.
		pending_cmds: table[count] of CmdInfo &optional;
		## Open files by their number.
		fid_map: table[count] of FileInfo &optional;
		## Shares by their number.
		tid_map: table[count] of TreeInfo &optional;
		## UUIDs of what is called through pipes, by the number of the pipe.
		pipe_map: table[count] of string &optional;

		## What was logged lately: the same is not logged again.
		recent_files: set[string] &default=set() &read_expire=3min;
	};

	redef record connection += {
		## What is known of this connection.
		smb_state: State &optional;
	};

	## Makes the file of this number the one at hand.
	global set_current_file: function(smb_state: State, file_id: count);

	## Writes a line about the file at hand, if its action is one that is logged.
	global write_file_log: function(state: State);

	## A connection of which nothing is known.
	global empty_state: function(): State;
}

redef record FileInfo += {
	## Its number.
	fid: count &optional;
	## The interface that is called through it.
	uuid: string &optional;
};

event zeek_init() &priority=5
	{
	Log::create_stream(SMB::FILES_LOG, Log::Stream($columns=FileInfo, $path="smb_files", $policy=log_policy_files));
	Log::create_stream(SMB::MAPPING_LOG, Log::Stream($columns=TreeInfo, $path="smb_mapping", $policy=log_policy_mapping));
	Analyzer::register_for_ports(Analyzer::ANALYZER_SMB, ports);
	}

function empty_state(): State
	{
	return State($pending_cmds=table(), $fid_map=table(), $tid_map=table(), $pipe_map=table());
	}

function set_current_file(smb_state: State, file_id: count)
	{
	local cmd = smb_state$current_cmd;
	local files = smb_state$fid_map;
	if ( file_id !in files )
		{
		files[file_id] = cmd$referenced_file;
		files[file_id]$fid = file_id;
		}
	local file_x = files[file_id];
	cmd$referenced_file = file_x;
	smb_state$current_file = file_x;
	}

# Files are opened over and over: one line is enough as long as nothing but the time of the last access changes.
function was_logged(state: State, f: FileInfo): bool
	{
	if ( ! f?$times )
		return F;
	local t = f$times;
	local same = cat(f$action, "|", f?$fuid ? f$fuid : "", "|", f$name, "|", f?$path ? f$path : "", "|", f$size, "|",
	                 t$modified_raw, "|", t$created_raw, "|", t$changed_raw);
	if ( same in state$recent_files )
		return T;
	add state$recent_files[same];
	return F;
	}

function write_file_log(state: State)
	{
	local f = state$current_file;
	if ( f?$name && f?$action && f$action in logged_file_actions && ! was_logged(state, f) )
		Log::write(FILES_LOG, f);
	}

event smb_pipe_connect_heuristic(c: connection) &priority=5
	{
	c$smb_state$current_tree$path = "<unknown>";
	c$smb_state$current_tree$share_type = "PIPE";
	}

event smb2_discarded_messages_state(c: connection, state: string)
	{
	if ( enable_clear_script_state )
		{
		Reporter::conn_weird("SMB_discarded_messages_state", c, state, "SMB");
		c$smb_state = empty_state();
		}
	}

event file_state_remove(f: fa_file) &priority=-5
	{
	if ( f$source != "SMB" || ! f?$conns )
		return;
	for ( cid, c in f$conns )
		{
		if ( c?$smb_state && c$smb_state?$current_file )
			write_file_log(c$smb_state);
		return;
		}
	}
