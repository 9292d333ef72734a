##! RDP: the records and events of the analyzers.

module GLOBAL;

redef enum Analyzer::Tag += {
	Analyzer::ANALYZER_RDP,
	Analyzer::ANALYZER_RDPEUDP,
};

redef enum AllAnalyzers::Tag += {
	AllAnalyzers::ANALYZER_ANALYZER_RDP,
	AllAnalyzers::ANALYZER_ANALYZER_RDPEUDP,
};

module RDP;

export {
	type ClientChannelDef: record {
		name: string;
		options: count;
		initialized: bool;
		encrypt_rdp: bool;
		encrypt_sc: bool;
		encrypt_cs: bool;
		pri_high: bool;
		pri_med: bool;
		pri_low: bool;
		compress_rdp: bool;
		compress: bool;
		show_protocol: bool;
		persistent: bool;
	};

	type ClientChannelList: vector of RDP::ClientChannelDef;

	type ClientClusterData: record {
		flags: count;
		redir_session_id: count;
		redir_supported: bool;
		svr_session_redir_version_mask: count;
		redir_sessionid_field_valid: bool;
		redir_smartcard: bool;
	};

	type EarlyCapabilityFlags: record {
		support_err_info_pdu: bool;
		want_32bpp_session: bool;
		support_statusinfo_pdu: bool;
		strong_asymmetric_keys: bool;
		support_monitor_layout_pdu: bool;
		support_netchar_autodetect: bool;
		support_dynvc_gfx_protocol: bool;
		support_dynamic_time_zone: bool;
		support_heartbeat_pdu: bool;
	};

	type ClientCoreData: record {
		version_major: count;
		version_minor: count;
		desktop_width: count;
		desktop_height: count;
		color_depth: count;
		sas_sequence: count;
		keyboard_layout: count;
		client_build: count;
		client_name: string;
		keyboard_type: count;
		keyboard_sub: count;
		keyboard_function_key: count;
		ime_file_name: string;
		post_beta2_color_depth: count &optional;
		client_product_id: count &optional;
		serial_number: count &optional;
		high_color_depth: count &optional;
		supported_color_depths: count &optional;
		ec_flags: RDP::EarlyCapabilityFlags &optional;
		dig_product_id: string &optional;
	};

	type ClientSecurityData: record {
		encryption_methods: count;
		ext_encryption_methods: count;
	};
}

module GLOBAL;

global rdp_begin_encryption: event(c: connection, security_protocol: count);

global rdp_client_cluster_data: event(c: connection, data: RDP::ClientClusterData);

global rdp_client_core_data: event(c: connection, data: RDP::ClientCoreData);

global rdp_client_network_data: event(c: connection, channels: RDP::ClientChannelList);

global rdp_client_security_data: event(c: connection, data: RDP::ClientSecurityData);

global rdp_connect_request: event(c: connection, cookie: string, flags: count);

global rdp_gcc_server_create_response: event(c: connection, result: count);

global rdp_native_encrypted_data: event(c: connection, orig: bool, len: count);

global rdp_negotiation_failure: event(c: connection, failure_code: count, flags: count);

global rdp_negotiation_response: event(c: connection, security_protocol: count, flags: count);

global rdp_server_certificate: event(c: connection, cert_type: count, permanently_issued: bool);

global rdp_server_security: event(c: connection, encryption_method: count, encryption_level: count);

global rdpeudp_data: event(c: connection, is_orig: bool, version: count, data: string);

global rdpeudp_established: event(c: connection, version: count);

global rdpeudp_syn: event(c: connection);

global rdpeudp_synack: event(c: connection);
