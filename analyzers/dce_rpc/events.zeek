##! DCE/RPC: the enums, options and events of the analyzer.

module GLOBAL;

redef enum Analyzer::Tag += { Analyzer::ANALYZER_DCE_RPC };

redef enum AllAnalyzers::Tag += { AllAnalyzers::ANALYZER_ANALYZER_DCE_RPC };

module DCE_RPC;

export {
	## Kinds of messages (C706, section 12.6.4; [MS-RPCE], section 2.2.2).
	type PType: enum {
		REQUEST,
		PING,
		RESPONSE,
		FAULT,
		WORKING,
		NOCALL,
		REJECT,
		ACK,
		CL_CANCEL,
		FACK,
		CANCEL_ACK,
		BIND,
		BIND_ACK,
		BIND_NAK,
		ALTER_CONTEXT,
		ALTER_CONTEXT_RESP,
		AUTH3,
		SHUTDOWN,
		CO_CANCEL,
		ORPHANED,
		RTS,
	};

	## Interfaces that are known by name.
	type IfID: enum {
		unknown_if,
		epmapper,
		lsarpc,
		lsa_ds,
		mgmt,
		netlogon,
		samr,
		srvsvc,
		spoolss,
		drs,
		winspipe,
		wkssvc,
		oxid,
		ISCMActivator,
	};

	## Calls of one side of which fragments are kept at a time.
	const max_cmd_reassembly: count = 20 &redef;

	## Bytes that are kept of one call's fragments.
	const max_frag_data: count = 30000 &redef;
}

module GLOBAL;

## As dce_rpc_bind, later in a connection.
global dce_rpc_alter_context: event(c: connection, fid: count, ctx_id: count, uuid: string, ver_major: count, ver_minor: count);

## The server accepts a change.
global dce_rpc_alter_context_resp: event(c: connection, fid: count);

## A client asks for an interface; raised for each one it asks for.
##
## ctx_id: the number it gives it.
##
## uuid: the interface: 16 bytes as sent.
global dce_rpc_bind: event(c: connection, fid: count, ctx_id: count, uuid: string, ver_major: count, ver_minor: count);

## The server accepts.
##
## sec_addr: the endpoint: a port or a pipe.
global dce_rpc_bind_ack: event(c: connection, fid: count, sec_addr: string);

## A message, or a part of one, of any kind.
##
## fid: the pipe that carries it, 0 when there is none.
##
## ptype_id: its kind as a number.
global dce_rpc_message: event(c: connection, is_orig: bool, fid: count, ptype_id: count, ptype: DCE_RPC::PType);

## A call, put together from its fragments.
##
## opnum: number of the operation.
##
## stub_len: bytes of its arguments.
global dce_rpc_request: event(c: connection, fid: count, ctx_id: count, opnum: count, stub_len: count);

## The same, with its arguments.
global dce_rpc_request_stub: event(c: connection, fid: count, ctx_id: count, opnum: count, stub: string);

## The answer to a call.
##
## opnum: that of the latest call with this context.
##
## stub_len: bytes of its results.
global dce_rpc_response: event(c: connection, fid: count, ctx_id: count, opnum: count, stub_len: count);

## The same, with its results.
global dce_rpc_response_stub: event(c: connection, fid: count, ctx_id: count, opnum: count, stub: string);
