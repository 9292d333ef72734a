##! SMB 1 to 3: the records, options and events of the analyzer.

@load base/bif/plugins/ntlm
@load base/bif/plugins/dce_rpc

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
	const max_pending_messages: count = 1000 &redef;

	const max_dce_rpc_analyzers: count = 1000 &redef;

	const max_andx_depth: count = 10 &redef;

	const pipe_filenames: set[string] &redef;
}

module SMB1;

export {
	type Find_First2_Request_Args: record {
		search_attrs: count;
		search_count: count;
		flags: count;
		info_level: count;
		search_storage_type: count;
		file_name: string;
	};

	type Find_First2_Response_Args: record {
		sid: count;
		search_count: count;
		end_of_search: bool;
		ext_attr_error: string &optional;
	};

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

	type NegotiateRawMode: record {
		read_raw: bool;
		write_raw: bool;
	};

	type NegotiateResponseCore: record {
		dialect_index: count;
	};

	type NegotiateResponseSecurity: record {
		user_level: bool;
		challenge_response: bool;
		signatures_enabled: bool &optional;
		signatures_required: bool &optional;
	};

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

	type NegotiateResponse: record {
		core: SMB1::NegotiateResponseCore &optional;
		lanman: SMB1::NegotiateResponseLANMAN &optional;
		ntlm: SMB1::NegotiateResponseNTLM &optional;
	};

	type SessionSetupAndXCapabilities: record {
		unicode: bool;
		large_files: bool;
		nt_smbs: bool;
		status32: bool;
		level_2_oplocks: bool;
		nt_find: bool;
	};

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

	type SessionSetupAndXResponse: record {
		word_count: count;
		is_guest: bool &optional;
		native_os: string &optional;
		native_lanman: string &optional;
		primary_domain: string &optional;
		security_blob: string &optional;
	};

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

	type CloseResponse: record {
		alloc_size: count;
		eof: count;
		times: SMB::MACTimes;
		attrs: SMB2::FileAttrs;
	};

	type CompressionCapabilities: record {
		alg_count: count;
		algs: vector of count;
	};

	type CreateRequest: record {
		filename: string;
		disposition: count;
		create_options: count;
	};

	type GUID: record {
		persistent: count;
		volatile: count;
	};

	type CreateResponse: record {
		file_id: SMB2::GUID;
		size: count;
		times: SMB::MACTimes;
		attrs: SMB2::FileAttrs;
		create_action: count;
	};

	type EncryptionCapabilities: record {
		cipher_count: count;
		ciphers: vector of count;
	};

	type FileEA: record {
		ea_name: string;
		ea_value: string;
	};

	type FileEAs: vector of SMB2::FileEA;

	type Fscontrol: record {
		free_space_start_filtering: int;
		free_space_threshold: int;
		free_space_stop_filtering: int;
		delete_quota_threshold: count;
		default_quota_limit: count;
		fs_control_flags: count;
	};

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

	type PreAuthIntegrityCapabilities: record {
		hash_alg_count: count;
		salt_length: count;
		hash_alg: vector of count;
		salt: string;
	};

	type NegotiateContextValue: record {
		context_type: count;
		data_length: count;
		preauth_info: SMB2::PreAuthIntegrityCapabilities &optional;
		encryption_info: SMB2::EncryptionCapabilities &optional;
		compression_info: SMB2::CompressionCapabilities &optional;
		netname: string &optional;
	};

	type NegotiateContextValues: vector of SMB2::NegotiateContextValue;

	type NegotiateResponse: record {
		dialect_revision: count;
		security_mode: count;
		server_guid: SMB2::GUID;
		system_time: time;
		server_start_time: time;
		negotiate_context_count: count;
		negotiate_context_values: vector of SMB2::NegotiateContextValue;
	};

	type SessionSetupFlags: record {
		guest: bool;
		anonymous: bool;
		encrypt: bool;
	};

	type SessionSetupRequest: record {
		security_mode: count;
	};

	type SessionSetupResponse: record {
		flags: SMB2::SessionSetupFlags;
	};

	type Transform_header: record {
		signature: string;
		nonce: string;
		orig_msg_size: count;
		flags: count;
		session_id: count;
	};

	type TreeConnectResponse: record {
		share_type: count;
	};
}

module GLOBAL;

global smb1_check_directory_request: event(c: connection, hdr: SMB1::Header, directory_name: string);

global smb1_check_directory_response: event(c: connection, hdr: SMB1::Header);

global smb1_close_request: event(c: connection, hdr: SMB1::Header, file_id: count);

global smb1_create_directory_request: event(c: connection, hdr: SMB1::Header, directory_name: string);

global smb1_create_directory_response: event(c: connection, hdr: SMB1::Header);

global smb1_echo_request: event(c: connection, echo_count: count, data: string);

global smb1_echo_response: event(c: connection, seq_num: count, data: string);

global smb1_empty_response: event(c: connection, hdr: SMB1::Header);

global smb1_error: event(c: connection, hdr: SMB1::Header, is_orig: bool);

global smb1_logoff_andx: event(c: connection, is_orig: bool);

global smb1_message: event(c: connection, hdr: SMB1::Header, is_orig: bool);

global smb1_negotiate_request: event(c: connection, hdr: SMB1::Header, dialects: string_vec);

global smb1_negotiate_response: event(c: connection, hdr: SMB1::Header, response: SMB1::NegotiateResponse);

global smb1_nt_cancel_request: event(c: connection, hdr: SMB1::Header);

global smb1_nt_create_andx_request: event(c: connection, hdr: SMB1::Header, file_name: string);

global smb1_nt_create_andx_response: event(c: connection, hdr: SMB1::Header, file_id: count, file_size: count, times: SMB::MACTimes);

global smb1_query_information_request: event(c: connection, hdr: SMB1::Header, filename: string);

global smb1_read_andx_request: event(c: connection, hdr: SMB1::Header, file_id: count, offset: count, length: count);

global smb1_read_andx_response: event(c: connection, hdr: SMB1::Header, data_len: count);

global smb1_session_setup_andx_request: event(c: connection, hdr: SMB1::Header, request: SMB1::SessionSetupAndXRequest);

global smb1_session_setup_andx_response: event(c: connection, hdr: SMB1::Header, response: SMB1::SessionSetupAndXResponse);

global smb1_trans2_find_first2_request: event(c: connection, hdr: SMB1::Header, args: SMB1::Find_First2_Request_Args);

global smb1_trans2_get_dfs_referral_request: event(c: connection, hdr: SMB1::Header, file_name: string);

global smb1_trans2_query_path_info_request: event(c: connection, hdr: SMB1::Header, file_name: string);

global smb1_transaction2_request: event(c: connection, hdr: SMB1::Header, args: SMB1::Trans2_Args, sub_cmd: count);

global smb1_transaction2_secondary_request: event(c: connection, hdr: SMB1::Header, args: SMB1::Trans2_Sec_Args, parameters: string, data: string);

global smb1_transaction_request: event(c: connection, hdr: SMB1::Header, name: string, sub_cmd: count, parameters: string, data: string);

global smb1_transaction_response: event(c: connection, hdr: SMB1::Header, parameters: string, data: string);

global smb1_transaction_secondary_request: event(c: connection, hdr: SMB1::Header, args: SMB1::Trans_Sec_Args, parameters: string, data: string);

global smb1_tree_connect_andx_request: event(c: connection, hdr: SMB1::Header, path: string, service: string);

global smb1_tree_connect_andx_response: event(c: connection, hdr: SMB1::Header, service: string, native_file_system: string);

global smb1_tree_disconnect: event(c: connection, hdr: SMB1::Header, is_orig: bool);

global smb1_write_andx_request: event(c: connection, hdr: SMB1::Header, file_id: count, offset: count, data_len: count);

global smb1_write_andx_response: event(c: connection, hdr: SMB1::Header, written_bytes: count);

global smb2_close_request: event(c: connection, hdr: SMB2::Header, file_id: SMB2::GUID);

global smb2_close_response: event(c: connection, hdr: SMB2::Header, response: SMB2::CloseResponse);

global smb2_create_request: event(c: connection, hdr: SMB2::Header, request: SMB2::CreateRequest);

global smb2_create_response: event(c: connection, hdr: SMB2::Header, response: SMB2::CreateResponse);

global smb2_file_allocation: event(c: connection, hdr: SMB2::Header, file_id: SMB2::GUID, alloc_size: int);

global smb2_file_delete: event(c: connection, hdr: SMB2::Header, file_id: SMB2::GUID, delete_pending: bool);

global smb2_file_endoffile: event(c: connection, hdr: SMB2::Header, file_id: SMB2::GUID, end_of_file: int);

global smb2_file_fscontrol: event(c: connection, hdr: SMB2::Header, file_id: SMB2::GUID, fs_control: SMB2::Fscontrol);

global smb2_file_fsobjectid: event(c: connection, hdr: SMB2::Header, file_id: SMB2::GUID, object_id: SMB2::GUID, extended_info: string);

global smb2_file_fullea: event(c: connection, hdr: SMB2::Header, file_id: SMB2::GUID, file_eas: SMB2::FileEAs);

global smb2_file_link: event(c: connection, hdr: SMB2::Header, file_id: SMB2::GUID, root_directory: count, file_name: string);

global smb2_file_mode: event(c: connection, hdr: SMB2::Header, file_id: SMB2::GUID, mode: count);

global smb2_file_pipe: event(c: connection, hdr: SMB2::Header, file_id: SMB2::GUID, read_mode: count, completion_mode: count);

global smb2_file_position: event(c: connection, hdr: SMB2::Header, file_id: SMB2::GUID, current_byte_offset: int);

global smb2_file_rename: event(c: connection, hdr: SMB2::Header, file_id: SMB2::GUID, dst_filename: string);

global smb2_file_sattr: event(c: connection, hdr: SMB2::Header, file_id: SMB2::GUID, times: SMB::MACTimes, attrs: SMB2::FileAttrs);

global smb2_file_shortname: event(c: connection, hdr: SMB2::Header, file_id: SMB2::GUID, file_name: string);

global smb2_file_validdatalength: event(c: connection, hdr: SMB2::Header, file_id: SMB2::GUID, valid_data_length: int);

global smb2_message: event(c: connection, hdr: SMB2::Header, is_orig: bool);

global smb2_negotiate_request: event(c: connection, hdr: SMB2::Header, dialects: index_vec);

global smb2_negotiate_response: event(c: connection, hdr: SMB2::Header, response: SMB2::NegotiateResponse);

global smb2_read_request: event(c: connection, hdr: SMB2::Header, file_id: SMB2::GUID, offset: count, length: count);

global smb2_session_setup_request: event(c: connection, hdr: SMB2::Header, request: SMB2::SessionSetupRequest);

global smb2_session_setup_response: event(c: connection, hdr: SMB2::Header, response: SMB2::SessionSetupResponse);

global smb2_transform_header: event(c: connection, hdr: SMB2::Transform_header);

global smb2_tree_connect_request: event(c: connection, hdr: SMB2::Header, path: string);

global smb2_tree_connect_response: event(c: connection, hdr: SMB2::Header, response: SMB2::TreeConnectResponse);

global smb2_tree_disconnect_request: event(c: connection, hdr: SMB2::Header);

global smb2_tree_disconnect_response: event(c: connection, hdr: SMB2::Header);

global smb2_write_request: event(c: connection, hdr: SMB2::Header, file_id: SMB2::GUID, offset: count, length: count);

global smb2_write_response: event(c: connection, hdr: SMB2::Header, length: count);

global smb_pipe_connect_heuristic: event(c: connection);
