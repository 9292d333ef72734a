##! DCE/RPC: the enums, options and events of the analyzer.

module GLOBAL;

redef enum Analyzer::Tag += { Analyzer::ANALYZER_DCE_RPC };

redef enum AllAnalyzers::Tag += { AllAnalyzers::ANALYZER_ANALYZER_DCE_RPC };

module DCE_RPC;

export {
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

	const max_cmd_reassembly: count = 20 &redef;

	const max_frag_data: count = 30000 &redef;
}

module GLOBAL;

global dce_rpc_alter_context: event(c: connection, fid: count, ctx_id: count, uuid: string, ver_major: count, ver_minor: count);

global dce_rpc_alter_context_resp: event(c: connection, fid: count);

global dce_rpc_bind: event(c: connection, fid: count, ctx_id: count, uuid: string, ver_major: count, ver_minor: count);

global dce_rpc_bind_ack: event(c: connection, fid: count, sec_addr: string);

global dce_rpc_message: event(c: connection, is_orig: bool, fid: count, ptype_id: count, ptype: DCE_RPC::PType);

global dce_rpc_request: event(c: connection, fid: count, ctx_id: count, opnum: count, stub_len: count);

global dce_rpc_request_stub: event(c: connection, fid: count, ctx_id: count, opnum: count, stub: string);

global dce_rpc_response: event(c: connection, fid: count, ctx_id: count, opnum: count, stub_len: count);

global dce_rpc_response_stub: event(c: connection, fid: count, ctx_id: count, opnum: count, stub: string);
