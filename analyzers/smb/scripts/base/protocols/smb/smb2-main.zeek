##! SMB 2 and 3: what messages say about commands, files and shares.

@load ./main

module SMB2;

redef record SMB::CmdInfo += {
	## Dialects that the client offered.
	smb2_offered_dialects: index_vec &optional;
	## How a file is to be opened.
	smb2_create_options: count &default=0;
};

## CreateOptions ([MS-SMB2], section 2.2.13): the file goes with its last user.
const FILE_DELETE_ON_CLOSE = 0x00001000;

function number_of(id: SMB2::GUID): count
	{
	return id$persistent + id$volatile;
	}

# The action at hand on a share of its kind.
function act(c: connection, on_disk: SMB::Action, on_pipe: SMB::Action, on_printer: SMB::Action)
	{
	local kind = c$smb_state?$current_tree ? c$smb_state$current_tree$share_type : "DISK";
	c$smb_state$current_file$action = kind == "PIPE" ? on_pipe : ( kind == "PRINT" ? on_printer : on_disk );
	}

event smb2_message(c: connection, hdr: SMB2::Header, is_orig: bool) &priority=5
	{
	if ( ! c?$smb_state )
		c$smb_state = SMB::empty_state();
	local state = c$smb_state;
	local pending = state$pending_cmds;
	local mid = hdr$message_id;
	local tid = hdr$tree_id;

	# The times are given since their default would take a call for each.
	if ( mid !in pending )
		pending[mid] = SMB::CmdInfo($ts=network_time(), $uid=c$uid, $id=c$id, $version="SMB2", $command=SMB2::commands[hdr$command],
		                            $referenced_file=SMB::FileInfo($ts=network_time(), $uid=c$uid, $id=c$id));

	local cmd = pending[mid];
	state$current_cmd = cmd;

	# The answer to a connection brings the number of the share that the request was about.
	if ( tid > 0 )
		{
		local trees = state$tid_map;

		if ( cmd?$referenced_tree )
			trees[tid] = cmd$referenced_tree;
		else
			{
			if ( tid !in trees )
				trees[tid] = SMB::TreeInfo($uid=c$uid, $id=c$id);
			cmd$referenced_tree = trees[tid];
			}
		}
	else
		cmd$referenced_tree = SMB::TreeInfo($uid=c$uid, $id=c$id);

	state$current_file = cmd$referenced_file;
	state$current_tree = cmd$referenced_tree;

	if ( ! is_orig )
		{
		cmd$rtt = network_time() - cmd$ts;
		cmd$status = SMB::statuses[hdr$status]$id;
		}
	}

event smb2_message(c: connection, hdr: SMB2::Header, is_orig: bool) &priority=-5
	{
	# What is pending gets another answer.
	if ( is_orig )
		return;

	local state = c$smb_state;

	if ( state$current_cmd$status != "PENDING" )
		delete state$pending_cmds[hdr$message_id];
	}

event smb2_negotiate_request(c: connection, hdr: SMB2::Header, dialects: index_vec) &priority=5
	{
	c$smb_state$current_cmd$smb2_offered_dialects = dialects;
	}

event smb2_negotiate_response(c: connection, hdr: SMB2::Header, response: SMB2::NegotiateResponse) &priority=5
	{
	local cmd = c$smb_state$current_cmd;
	if ( ! cmd?$smb2_offered_dialects )
		return;
	for ( i, dialect in cmd$smb2_offered_dialects )
		if ( dialect == response$dialect_revision )
			{
			cmd$argument = SMB2::dialects[dialect];
			break;
			}
	delete cmd$smb2_offered_dialects;
	}

event smb2_tree_connect_request(c: connection, hdr: SMB2::Header, path: string) &priority=5
	{
	c$smb_state$current_tree$path = path;
	}

event smb2_tree_connect_response(c: connection, hdr: SMB2::Header, response: SMB2::TreeConnectResponse) &priority=5
	{
	c$smb_state$current_tree$share_type = SMB2::share_types[response$share_type];
	}

event smb2_tree_connect_response(c: connection, hdr: SMB2::Header, response: SMB2::TreeConnectResponse) &priority=-5
	{
	Log::write(SMB::MAPPING_LOG, c$smb_state$current_tree);
	}

event smb2_tree_disconnect_request(c: connection, hdr: SMB2::Header) &priority=5
	{
	if ( hdr$tree_id !in c$smb_state$tid_map )
		return;
	delete c$smb_state$tid_map[hdr$tree_id];
	delete c$smb_state$current_tree;
	delete c$smb_state$current_cmd$referenced_tree;
	}

event smb2_create_request(c: connection, hdr: SMB2::Header, request: SMB2::CreateRequest) &priority=5
	{
	if ( request$filename == "" )
		request$filename = "<share_root>";
	c$smb_state$current_file$name = request$filename;
	c$smb_state$current_cmd$smb2_create_options = request$create_options;
	act(c, SMB::FILE_OPEN, SMB::PIPE_OPEN, SMB::PRINT_OPEN);
	}

event smb2_create_response(c: connection, hdr: SMB2::Header, response: SMB2::CreateResponse) &priority=5
	{
	local state = c$smb_state;
	local number = number_of(response$file_id);
	SMB::set_current_file(state, number);
	local f = state$current_file;
	f$fid = number;
	f$size = response$size;
	if ( state?$current_tree && state$current_tree?$path )
		f$path = state$current_tree$path;
	# Pipes have times that no clock ever showed.
	if ( time_to_double(response$times$modified) > 0.0 )
		f$times = response$times;
	state$fid_map[number] = f;
	}

event smb2_create_response(c: connection, hdr: SMB2::Header, response: SMB2::CreateResponse) &priority=-5
	{
	SMB::write_file_log(c$smb_state);
	if ( c$smb_state$current_cmd$smb2_create_options & FILE_DELETE_ON_CLOSE != 0 )
		event smb2_file_delete(c, hdr, response$file_id, T);
	}

event smb2_read_request(c: connection, hdr: SMB2::Header, file_id: SMB2::GUID, offset: count, length: count) &priority=5
	{
	SMB::set_current_file(c$smb_state, number_of(file_id));
	act(c, SMB::FILE_READ, SMB::PIPE_READ, SMB::PRINT_READ);
	}

event smb2_read_request(c: connection, hdr: SMB2::Header, file_id: SMB2::GUID, offset: count, length: count) &priority=-5
	{
	SMB::write_file_log(c$smb_state);
	}

event smb2_write_request(c: connection, hdr: SMB2::Header, file_id: SMB2::GUID, offset: count, length: count) &priority=5
	{
	SMB::set_current_file(c$smb_state, number_of(file_id));
	act(c, SMB::FILE_WRITE, SMB::PIPE_WRITE, SMB::PRINT_WRITE);
	}

event smb2_write_request(c: connection, hdr: SMB2::Header, file_id: SMB2::GUID, offset: count, length: count) &priority=-5
	{
	SMB::write_file_log(c$smb_state);
	}

event smb2_file_sattr(c: connection, hdr: SMB2::Header, file_id: SMB2::GUID, times: SMB::MACTimes, attrs: SMB2::FileAttrs) &priority=5
	{
	SMB::set_current_file(c$smb_state, number_of(file_id));
	c$smb_state$current_file$action = SMB::FILE_SET_ATTRIBUTE;
	}

event smb2_file_sattr(c: connection, hdr: SMB2::Header, file_id: SMB2::GUID, times: SMB::MACTimes, attrs: SMB2::FileAttrs) &priority=-5
	{
	SMB::write_file_log(c$smb_state);
	}

event smb2_file_rename(c: connection, hdr: SMB2::Header, file_id: SMB2::GUID, dst_filename: string) &priority=5
	{
	SMB::set_current_file(c$smb_state, number_of(file_id));
	local f = c$smb_state$current_file;
	if ( f?$name )
		f$prev_name = f$name;
	f$name = dst_filename;
	f$action = SMB::FILE_RENAME;
	}

event smb2_file_rename(c: connection, hdr: SMB2::Header, file_id: SMB2::GUID, dst_filename: string) &priority=-5
	{
	SMB::write_file_log(c$smb_state);
	}

event smb2_file_delete(c: connection, hdr: SMB2::Header, file_id: SMB2::GUID, delete_pending: bool) &priority=5
	{
	SMB::set_current_file(c$smb_state, number_of(file_id));
	# Without the flag a deletion is taken back.
	if ( delete_pending )
		c$smb_state$current_file$action = SMB::FILE_DELETE;
	}

event smb2_file_delete(c: connection, hdr: SMB2::Header, file_id: SMB2::GUID, delete_pending: bool) &priority=-5
	{
	SMB::write_file_log(c$smb_state);
	}

event smb2_close_request(c: connection, hdr: SMB2::Header, file_id: SMB2::GUID) &priority=5
	{
	SMB::set_current_file(c$smb_state, number_of(file_id));
	act(c, SMB::FILE_CLOSE, SMB::PIPE_CLOSE, SMB::PRINT_CLOSE);
	}

event smb2_close_request(c: connection, hdr: SMB2::Header, file_id: SMB2::GUID) &priority=-5
	{
	local state = c$smb_state;
	local number = number_of(file_id);
	if ( number !in state$fid_map )
		return;
	# The connection of the share may not have been seen when the file was opened.
	if ( state?$current_tree && state$current_tree?$path )
		state$fid_map[number]$path = state$current_tree$path;
	delete state$fid_map[number];
	SMB::write_file_log(state);
	}
