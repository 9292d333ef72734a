##! dce_rpc.log: a line for each call that was answered, over TCP and through the pipes of SMB.

@load base/frameworks/logging
@load base/frameworks/analyzer
@load base/protocols/conn/removal-hooks
@load ./consts
@load ./consts-operations

module DCE_RPC;

export {
	redef enum Log::ID += { LOG };

	## Ports of the endpoint mapper.
	const ports = { 135/tcp } &redef;

	redef likely_server_ports += { ports };

	## Decides over each line of the log.
	global log_policy: Log::PolicyHook;

	## A line of dce_rpc.log.
	type Info: record {
		## When the call was made.
		ts: time &log;
		## Unique name of the connection.
		uid: string &log;
		## Addresses and ports.
		id: conn_id &log;
		## Until the answer. Not there when either was not seen.
		rtt: interval &log &optional;
		## The pipe, or the port.
		named_pipe: string &log &optional;
		## The interface.
		endpoint: string &log &optional;
		## The operation.
		operation: string &log &optional;
	};

	## Operations that are not logged, by the interface; "*" stands for all of it. They are many, and say little.
	option ignored_operations: table[string] of set[string] = {
		["winreg"] = set("BaseRegCloseKey", "BaseRegGetVersion", "BaseRegOpenKey", "BaseRegQueryValue",
		                 "BaseRegDeleteKeyEx", "OpenLocalMachine", "BaseRegEnumKey", "OpenClassesRoot"),
		["spoolss"] = set("RpcSplOpenPrinter", "RpcClosePrinter"),
		["wkssvc"] = set("NetrWkstaGetInfo"),
	};

	## What is known of a pipe, or of a connection without one.
	type State: record {
		## The interface that was bound last.
		uuid: string &optional;
		## The pipe, or the port.
		named_pipe: string &optional;
		## Interfaces by their numbers.
		ctx_to_uuid: table[count] of string &optional;
	};

	## The call at hand and the state of one pipe.
	type BackingState: record {
		info: Info;
		state: State;
	};

	## Runs when a connection ends.
	global finalize_dce_rpc: Conn::RemovalHook;
}

redef record connection += {
	## The call at hand.
	dce_rpc: Info &optional;
	## The state of its pipe.
	dce_rpc_state: State &optional;
	## All pipes of the connection, by their number; 0 stands for none.
	dce_rpc_backing: table[count] of BackingState &optional;
};

# Signatures take it for many things that are not.
redef DPD::ignore_violations += { Analyzer::ANALYZER_DCE_RPC };

event zeek_init() &priority=5
	{
	Log::create_stream(LOG, Log::Stream($columns=Info, $path="dce_rpc", $policy=log_policy));
	Analyzer::register_for_ports(Analyzer::ANALYZER_DCE_RPC, ports);
	}

## The name of a pipe behind `\PIPE\`, in lower case.
function normalize_named_pipe_name(pn: string): string
	{
	local parts = split_string(pn, /\\[pP][iI][pP][eE]\\/);
	return to_lower(|parts| > 1 ? parts[1] : pn);
	}

## Makes this pipe the one at hand.
function set_state(c: connection, state_x: BackingState)
	{
	local info = state_x$info;
	local state = state_x$state;
	c$dce_rpc = info;
	c$dce_rpc_state = state;
	if ( state?$uuid )
		info$endpoint = uuid_endpoint_map[state$uuid];
	if ( state?$named_pipe )
		info$named_pipe = state$named_pipe;
	}

## Makes the pipe of this number the one at hand.
function set_session(c: connection, fid: count)
	{
	if ( ! c?$dce_rpc_backing )
		{
		c$dce_rpc_backing = table();
		Conn::register_removal_hook(c, finalize_dce_rpc);
		}
	local pipes = c$dce_rpc_backing;
	if ( fid !in pipes )
		pipes[fid] = BackingState($info=Info($ts=network_time(), $uid=c$uid, $id=c$id), $state=State());
	set_state(c, pipes[fid]);
	}

# An interface gets a number.
function note_interface(c: connection, fid: count, ctx_id: count, uuid: string)
	{
	set_session(c, fid);
	local name = uuid_to_string(uuid);
	if ( ! c$dce_rpc_state?$ctx_to_uuid )
		c$dce_rpc_state$ctx_to_uuid = table();
	c$dce_rpc_state$ctx_to_uuid[ctx_id] = name;
	c$dce_rpc_state$uuid = name;
	c$dce_rpc$endpoint = uuid_endpoint_map[name];
	}

# Where the binding was not seen, the name of the pipe may tell the interface.
function guess_interface(c: connection)
	{
	local info = c$dce_rpc;
	if ( info?$endpoint || ! info?$named_pipe )
		return;
	local name = normalize_named_pipe_name(info$named_pipe);
	if ( name in pipe_name_to_common_uuid )
		c$dce_rpc_state$uuid = pipe_name_to_common_uuid[name];
	}

# Without the interface or the operation there is nothing to tell.
function write_call(c: connection)
	{
	local info = c$dce_rpc;
	if ( ! info?$endpoint || ! info?$operation )
		return;
	if ( info$endpoint in ignored_operations )
		{
		local ignored = ignored_operations[info$endpoint];
		if ( info$operation in ignored || "*" in ignored )
			return;
		}
	Log::write(LOG, info);
	}

event dce_rpc_bind(c: connection, fid: count, ctx_id: count, uuid: string, ver_major: count, ver_minor: count) &priority=5
	{
	note_interface(c, fid, ctx_id, uuid);
	}

event dce_rpc_alter_context(c: connection, fid: count, ctx_id: count, uuid: string, ver_major: count, ver_minor: count) &priority=5
	{
	note_interface(c, fid, ctx_id, uuid);
	}

event dce_rpc_bind_ack(c: connection, fid: count, sec_addr: string) &priority=5
	{
	set_session(c, fid);
	if ( sec_addr == "" )
		return;
	c$dce_rpc_state$named_pipe = sec_addr;
	c$dce_rpc$named_pipe = sec_addr;
	}

event dce_rpc_alter_context_resp(c: connection, fid: count) &priority=5
	{
	set_session(c, fid);
	}

event dce_rpc_request(c: connection, fid: count, ctx_id: count, opnum: count, stub_len: count) &priority=5
	{
	set_session(c, fid);
	c$dce_rpc$ts = network_time();
	}

event dce_rpc_response(c: connection, fid: count, ctx_id: count, opnum: count, stub_len: count) &priority=5
	{
	set_session(c, fid);
	guess_interface(c);
	local info = c$dce_rpc;
	local state = c$dce_rpc_state;
	if ( info?$endpoint )
		{
		info$operation = operations[state$uuid, opnum];
		if ( info$ts != network_time() )
			info$rtt = network_time() - info$ts;
		}
	if ( state?$ctx_to_uuid && ctx_id in state$ctx_to_uuid )
		{
		local uuid = state$ctx_to_uuid[ctx_id];
		info$endpoint = uuid_endpoint_map[uuid];
		info$operation = operations[uuid, opnum];
		}
	}

event dce_rpc_response(c: connection, fid: count, ctx_id: count, opnum: count, stub_len: count) &priority=-5
	{
	if ( ! c?$dce_rpc )
		return;
	write_call(c);
	delete c$dce_rpc;
	}

event smb_discarded_dce_rpc_analyzers(c: connection)
	{
	# More pipes than anybody uses: what is known of them is not worth keeping.
	delete c$dce_rpc_backing;
	Reporter::conn_weird("SMB_discarded_dce_rpc_analyzers", c, "", "SMB");
	}

event smb2_close_request(c: connection, hdr: SMB2::Header, file_id: SMB2::GUID) &priority=-5
	{
	if ( c?$dce_rpc_backing )
		delete c$dce_rpc_backing[file_id$persistent + file_id$volatile];
	}

hook finalize_dce_rpc(c: connection)
	{
	if ( ! c?$dce_rpc || ! c?$dce_rpc_backing )
		return;
	for ( fid, pipe in c$dce_rpc_backing )
		{
		set_state(c, pipe);
		guess_interface(c);
		write_call(c);
		}
	}
