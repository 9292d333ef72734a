##! SMB 1 to 3: the records, options and events of the analyzer.

module GLOBAL;

redef enum Analyzer::Tag += {
	Analyzer::ANALYZER_SMB,
	Analyzer::ANALYZER_CONTENTS_SMB,
};

redef enum AllAnalyzers::Tag += {
	AllAnalyzers::ANALYZER_ANALYZER_SMB,
	AllAnalyzers::ANALYZER_ANALYZER_CONTENTS_SMB,
};

module SMB;

export {
	## Requests of a connection that wait for their answers at a time; 0 for no limit of this kind.
	const max_pending_messages: count = 1000 &redef;

	## Pipes of a connection in which calls are looked for at a time; 0 for no limit of this kind.
	const max_dce_rpc_analyzers: count = 1000 &redef;

	## Commands in one message of SMB 1; 0 for no limit of this kind.
	const max_andx_depth: count = 10 &redef;

	## Names by which pipes are known where the share was not seen.
	const pipe_filenames: set[string] &redef;
}

module SMB1;

export {
	## A search for files ([MS-CIFS], section 2.2.6.2.1).
	type Find_First2_Request_Args: record {
		search_attrs: count;
		search_count: count;
		flags: count;
		info_level: count;
		search_storage_type: count;
		file_name: string;
	};

	## What it finds.
	type Find_First2_Response_Args: record {
		sid: count;
		search_count: count;
		end_of_search: bool;
		ext_attr_error: string &optional;
	};

	## The header of a message.
	type Header: record {
		command: count;
		status: count;
		flags: count;
		flags2: count;
		tid: count;
		pid: count;
		uid: count;
		mid: count;
	};

	## What a server can ([MS-CIFS], section 2.2.4.52.2; [MS-SMB], section 2.2.4.5.2.1).
	type NegotiateCapabilities: record {
		raw_mode: bool;
		mpx_mode: bool;
		unicode: bool;
		large_files: bool;
		nt_smbs: bool;
		rpc_remote_apis: bool;
		status32: bool;
		level_2_oplocks: bool;
		lock_and_read: bool;
		nt_find: bool;
		dfs: bool;
		infolevel_passthru: bool;
		large_readx: bool;
		large_writex: bool;
		unix: bool;
		bulk_transfer: bool;
		compressed_data: bool;
		extended_security: bool;
	};

	## Reading and writing without headers.
	type NegotiateRawMode: record {
		read_raw: bool;
		write_raw: bool;
	};

	## The answer of servers of the first dialect.
	type NegotiateResponseCore: record {
		dialect_index: count;
	};

	## How a server wants users to prove themselves.
	type NegotiateResponseSecurity: record {
		user_level: bool;
		challenge_response: bool;
		signatures_enabled: bool &optional;
		signatures_required: bool &optional;
	};

	## The answer of LAN Manager.
	type NegotiateResponseLANMAN: record {
		word_count: count;
		dialect_index: count;
		security_mode: SMB1::NegotiateResponseSecurity;
		max_buffer_size: count;
		max_mpx_count: count;
		max_number_vcs: count;
		raw_mode: SMB1::NegotiateRawMode;
		session_key: count;
		server_time: time;
		encryption_key: string;
		primary_domain: string;
	};

	## The answer of Windows NT and later.
	type NegotiateResponseNTLM: record {
		word_count: count;
		dialect_index: count;
		security_mode: SMB1::NegotiateResponseSecurity;
		max_buffer_size: count;
		max_mpx_count: count;
		max_number_vcs: count;
		max_raw_size: count;
		session_key: count;
		capabilities: SMB1::NegotiateCapabilities;
		server_time: time;
		encryption_key: string &optional;
		domain_name: string &optional;
		guid: string &optional;
		security_blob: string;
	};

	## The answer to the offer of dialects: one of three forms.
	type NegotiateResponse: record {
		core: SMB1::NegotiateResponseCore &optional;
		lanman: SMB1::NegotiateResponseLANMAN &optional;
		ntlm: SMB1::NegotiateResponseNTLM &optional;
	};

	## What a client can.
	type SessionSetupAndXCapabilities: record {
		unicode: bool;
		large_files: bool;
		nt_smbs: bool;
		status32: bool;
		level_2_oplocks: bool;
		nt_find: bool;
	};

	## A user announces himself.
	type SessionSetupAndXRequest: record {
		word_count: count;
		max_buffer_size: count;
		max_mpx_count: count;
		vc_number: count;
		session_key: count;
		native_os: string;
		native_lanman: string;
		account_name: string &optional;
		account_password: string &optional;
		primary_domain: string &optional;
		case_insensitive_password: string &optional;
		case_sensitive_password: string &optional;
		security_blob: string &optional;
		capabilities: SMB1::SessionSetupAndXCapabilities &optional;
	};

	## The server's answer.
	type SessionSetupAndXResponse: record {
		word_count: count;
		is_guest: bool &optional;
		native_os: string &optional;
		native_lanman: string &optional;
		primary_domain: string &optional;
		security_blob: string &optional;
	};

	## Counts and offsets of a transaction ([MS-CIFS], section 2.2.4.46.1).
	type Trans2_Args: record {
		total_param_count: count;
		total_data_count: count;
		max_param_count: count;
		max_data_count: count;
		max_setup_count: count;
		flags: count;
		trans_timeout: count;
		param_count: count;
		param_offset: count;
		data_count: count;
		data_offset: count;
		setup_count: count;
	};

	## The same of its continuation ([MS-CIFS], section 2.2.4.47.1).
	type Trans2_Sec_Args: record {
		total_param_count: count;
		total_data_count: count;
		param_count: count;
		param_offset: count;
		param_displacement: count;
		data_count: count;
		data_offset: count;
		data_displacement: count;
		FID: count;
	};

	## The same of a transaction's of the older kind ([MS-CIFS], section 2.2.4.34.1).
	type Trans_Sec_Args: record {
		total_param_count: count;
		total_data_count: count;
		param_count: count;
		param_offset: count;
		param_displacement: count;
		data_count: count;
		data_offset: count;
		data_displacement: count;
	};
}

module SMB;

export {
	## Times of a file, and each as sent: in units of 100 ns since 1601.
	type MACTimes: record {
		modified: time &log;
		modified_raw: count;
		accessed: time &log;
		accessed_raw: count;
		created: time &log;
		created_raw: count;
		changed: time &log;
		changed_raw: count;
	};
}

module SMB2;

export {
	## Attributes of a file ([MS-FSCC], section 2.6).
	type FileAttrs: record {
		read_only: bool;
		hidden: bool;
		system: bool;
		directory: bool;
		archive: bool;
		normal: bool;
		temporary: bool;
		sparse_file: bool;
		reparse_point: bool;
		compressed: bool;
		offline: bool;
		not_content_indexed: bool;
		encrypted: bool;
		integrity_stream: bool;
		no_scrub_data: bool;
	};

	## What is told of a file that is closed.
	type CloseResponse: record {
		alloc_size: count;
		eof: count;
		times: SMB::MACTimes;
		attrs: SMB2::FileAttrs;
	};

	## Ways to compress.
	type CompressionCapabilities: record {
		alg_count: count;
		algs: vector of count;
	};

	## A file is opened or made.
	type CreateRequest: record {
		filename: string;
		disposition: count;
		create_options: count;
	};

	## An identifier of 16 bytes, as two numbers.
	type GUID: record {
		persistent: count;
		volatile: count;
	};

	## It is open.
	type CreateResponse: record {
		file_id: SMB2::GUID;
		size: count;
		times: SMB::MACTimes;
		attrs: SMB2::FileAttrs;
		create_action: count;
	};

	## Ciphers.
	type EncryptionCapabilities: record {
		cipher_count: count;
		ciphers: vector of count;
	};

	## An extended attribute.
	type FileEA: record {
		ea_name: string;
		ea_value: string;
	};

	type FileEAs: vector of SMB2::FileEA;

	## Quotas of a file system.
	type Fscontrol: record {
		free_space_start_filtering: int;
		free_space_threshold: int;
		free_space_stop_filtering: int;
		delete_quota_threshold: count;
		default_quota_limit: count;
		fs_control_flags: count;
	};

	## The header of a message.
	type Header: record {
		credit_charge: count;
		status: count;
		command: count;
		credits: count;
		flags: count;
		message_id: count;
		process_id: count;
		tree_id: count;
		session_id: count;
		signature: string;
	};

	## Hashes over the negotiation.
	type PreAuthIntegrityCapabilities: record {
		hash_alg_count: count;
		salt_length: count;
		hash_alg: vector of count;
		salt: string;
	};

	## Something to agree on, since 3.1.1.
	type NegotiateContextValue: record {
		context_type: count;
		data_length: count;
		preauth_info: SMB2::PreAuthIntegrityCapabilities &optional;
		encryption_info: SMB2::EncryptionCapabilities &optional;
		compression_info: SMB2::CompressionCapabilities &optional;
		netname: string &optional;
	};

	type NegotiateContextValues: vector of SMB2::NegotiateContextValue;

	## The answer to the offer of dialects: one of three forms.
	type NegotiateResponse: record {
		dialect_revision: count;
		security_mode: count;
		server_guid: SMB2::GUID;
		system_time: time;
		server_start_time: time;
		negotiate_context_count: count;
		negotiate_context_values: vector of SMB2::NegotiateContextValue;
	};

	## How a user was let in.
	type SessionSetupFlags: record {
		guest: bool;
		anonymous: bool;
		encrypt: bool;
	};

	## A user announces himself.
	type SessionSetupRequest: record {
		security_mode: count;
	};

	## The server's answer.
	type SessionSetupResponse: record {
		flags: SMB2::SessionSetupFlags;
	};

	## The header of what is encrypted.
	type Transform_header: record {
		signature: string;
		nonce: string;
		orig_msg_size: count;
		flags: count;
		session_id: count;
	};

	## A share is connected.
	type TreeConnectResponse: record {
		share_type: count;
	};
}

module GLOBAL;

## Does a directory exist?
global smb1_check_directory_request: event(c: connection, hdr: SMB1::Header, directory_name: string);

## It does.
global smb1_check_directory_response: event(c: connection, hdr: SMB1::Header);

## A file is closed.
global smb1_close_request: event(c: connection, hdr: SMB1::Header, file_id: count);

## A directory is made.
global smb1_create_directory_request: event(c: connection, hdr: SMB1::Header, directory_name: string);

## It is there.
global smb1_create_directory_response: event(c: connection, hdr: SMB1::Header);

## The client asks for an answer.
global smb1_echo_request: event(c: connection, echo_count: count, data: string);

## It gets one.
global smb1_echo_response: event(c: connection, seq_num: count, data: string);

## An answer that says nothing but that it went well.
global smb1_empty_response: event(c: connection, hdr: SMB1::Header);

## A message of failure.
global smb1_error: event(c: connection, hdr: SMB1::Header, is_orig: bool);

## A user leaves.
global smb1_logoff_andx: event(c: connection, is_orig: bool);

## Any message of SMB 1; comes before what it says.
global smb1_message: event(c: connection, hdr: SMB1::Header, is_orig: bool);

## A client offers dialects.
global smb1_negotiate_request: event(c: connection, hdr: SMB1::Header, dialects: string_vec);

## The server chooses one.
global smb1_negotiate_response: event(c: connection, hdr: SMB1::Header, response: SMB1::NegotiateResponse);

## A client gives up waiting.
global smb1_nt_cancel_request: event(c: connection, hdr: SMB1::Header);

## A file is opened or made.
global smb1_nt_create_andx_request: event(c: connection, hdr: SMB1::Header, file_name: string);

## It is open.
global smb1_nt_create_andx_response: event(c: connection, hdr: SMB1::Header, file_id: count, file_size: count, times: SMB::MACTimes);

## A client asks for attributes of a file.
global smb1_query_information_request: event(c: connection, hdr: SMB1::Header, filename: string);

## A client reads.
global smb1_read_andx_request: event(c: connection, hdr: SMB1::Header, file_id: count, offset: count, length: count);

## It gets something.
global smb1_read_andx_response: event(c: connection, hdr: SMB1::Header, data_len: count);

## A user announces himself.
global smb1_session_setup_andx_request: event(c: connection, hdr: SMB1::Header, request: SMB1::SessionSetupAndXRequest);

## The server's answer.
global smb1_session_setup_andx_response: event(c: connection, hdr: SMB1::Header, response: SMB1::SessionSetupAndXResponse);

## A search for files begins.
global smb1_trans2_find_first2_request: event(c: connection, hdr: SMB1::Header, args: SMB1::Find_First2_Request_Args);

## A client asks where a share really is.
global smb1_trans2_get_dfs_referral_request: event(c: connection, hdr: SMB1::Header, file_name: string);

## A client asks for attributes by path.
global smb1_trans2_query_path_info_request: event(c: connection, hdr: SMB1::Header, file_name: string);

## A transaction of the newer kind.
global smb1_transaction2_request: event(c: connection, hdr: SMB1::Header, args: SMB1::Trans2_Args, sub_cmd: count);

## Its continuation.
global smb1_transaction2_secondary_request: event(c: connection, hdr: SMB1::Header, args: SMB1::Trans2_Sec_Args, parameters: string, data: string);

## A transaction: a call through a pipe or to a mailslot.
global smb1_transaction_request: event(c: connection, hdr: SMB1::Header, name: string, sub_cmd: count, parameters: string, data: string);

## Its answer.
global smb1_transaction_response: event(c: connection, hdr: SMB1::Header, parameters: string, data: string);

## Its continuation.
global smb1_transaction_secondary_request: event(c: connection, hdr: SMB1::Header, args: SMB1::Trans_Sec_Args, parameters: string, data: string);

## A share is asked for.
global smb1_tree_connect_andx_request: event(c: connection, hdr: SMB1::Header, path: string, service: string);

## It is connected.
global smb1_tree_connect_andx_response: event(c: connection, hdr: SMB1::Header, service: string, native_file_system: string);

## A share is left.
global smb1_tree_disconnect: event(c: connection, hdr: SMB1::Header, is_orig: bool);

## A client writes.
global smb1_write_andx_request: event(c: connection, hdr: SMB1::Header, file_id: count, offset: count, data_len: count);

## It is written.
global smb1_write_andx_response: event(c: connection, hdr: SMB1::Header, written_bytes: count);

## A file is closed.
global smb2_close_request: event(c: connection, hdr: SMB2::Header, file_id: SMB2::GUID);

## Its last state.
global smb2_close_response: event(c: connection, hdr: SMB2::Header, response: SMB2::CloseResponse);

## A file is opened or made.
global smb2_create_request: event(c: connection, hdr: SMB2::Header, request: SMB2::CreateRequest);

## It is open.
global smb2_create_response: event(c: connection, hdr: SMB2::Header, response: SMB2::CreateResponse);

## Space is set aside for a file.
global smb2_file_allocation: event(c: connection, hdr: SMB2::Header, file_id: SMB2::GUID, alloc_size: int);

## A file is to be deleted.
global smb2_file_delete: event(c: connection, hdr: SMB2::Header, file_id: SMB2::GUID, delete_pending: bool);

## A file gets another length.
global smb2_file_endoffile: event(c: connection, hdr: SMB2::Header, file_id: SMB2::GUID, end_of_file: int);

## Quotas are set.
global smb2_file_fscontrol: event(c: connection, hdr: SMB2::Header, file_id: SMB2::GUID, fs_control: SMB2::Fscontrol);

## An identifier is set.
global smb2_file_fsobjectid: event(c: connection, hdr: SMB2::Header, file_id: SMB2::GUID, object_id: SMB2::GUID, extended_info: string);

## Extended attributes are set.
global smb2_file_fullea: event(c: connection, hdr: SMB2::Header, file_id: SMB2::GUID, file_eas: SMB2::FileEAs);

## A file gets another name.
global smb2_file_link: event(c: connection, hdr: SMB2::Header, file_id: SMB2::GUID, root_directory: count, file_name: string);

## A file gets another mode.
global smb2_file_mode: event(c: connection, hdr: SMB2::Header, file_id: SMB2::GUID, mode: count);

## A pipe gets other modes.
global smb2_file_pipe: event(c: connection, hdr: SMB2::Header, file_id: SMB2::GUID, read_mode: count, completion_mode: count);

## The position in a file is set.
global smb2_file_position: event(c: connection, hdr: SMB2::Header, file_id: SMB2::GUID, current_byte_offset: int);

## A file is renamed.
global smb2_file_rename: event(c: connection, hdr: SMB2::Header, file_id: SMB2::GUID, dst_filename: string);

## Times and attributes of a file are set.
global smb2_file_sattr: event(c: connection, hdr: SMB2::Header, file_id: SMB2::GUID, times: SMB::MACTimes, attrs: SMB2::FileAttrs);

## A file gets a short name.
global smb2_file_shortname: event(c: connection, hdr: SMB2::Header, file_id: SMB2::GUID, file_name: string);

## The length of what is valid in a file is set.
global smb2_file_validdatalength: event(c: connection, hdr: SMB2::Header, file_id: SMB2::GUID, valid_data_length: int);

## Any message of SMB 2 and 3 that is not encrypted; comes before what it says.
global smb2_message: event(c: connection, hdr: SMB2::Header, is_orig: bool);

## A client offers dialects.
global smb2_negotiate_request: event(c: connection, hdr: SMB2::Header, dialects: index_vec);

## The server chooses one.
global smb2_negotiate_response: event(c: connection, hdr: SMB2::Header, response: SMB2::NegotiateResponse);

## A client reads.
global smb2_read_request: event(c: connection, hdr: SMB2::Header, file_id: SMB2::GUID, offset: count, length: count);

## A user announces himself.
global smb2_session_setup_request: event(c: connection, hdr: SMB2::Header, request: SMB2::SessionSetupRequest);

## The server's answer.
global smb2_session_setup_response: event(c: connection, hdr: SMB2::Header, response: SMB2::SessionSetupResponse);

## A message follows encrypted.
global smb2_transform_header: event(c: connection, hdr: SMB2::Transform_header);

## A share is asked for.
global smb2_tree_connect_request: event(c: connection, hdr: SMB2::Header, path: string);

## It is connected.
global smb2_tree_connect_response: event(c: connection, hdr: SMB2::Header, response: SMB2::TreeConnectResponse);

## A share is left.
global smb2_tree_disconnect_request: event(c: connection, hdr: SMB2::Header);

## It is left.
global smb2_tree_disconnect_response: event(c: connection, hdr: SMB2::Header);

## A client writes.
global smb2_write_request: event(c: connection, hdr: SMB2::Header, file_id: SMB2::GUID, offset: count, length: count);

## It is written.
global smb2_write_response: event(c: connection, hdr: SMB2::Header, length: count);

## A file has the name of a pipe on a share of which it is not known that it holds pipes.
global smb_pipe_connect_heuristic: event(c: connection);

## More requests wait for an answer than SMB::max_pending_messages: they are forgotten.
global smb2_discarded_messages_state: event(c: connection, state: string);

## More pipes are in use than SMB::max_dce_rpc_analyzers: they are forgotten.
global smb_discarded_dce_rpc_analyzers: event(c: connection);
