##! RDP: the records and events of the analyzers, for TCP and for its transport over UDP.

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
	## A virtual channel that a client asks for ([MS-RDPBCGR] 2.2.1.3.4.1).
	type ClientChannelDef: record {
		## Its name, filled up to eight bytes with NUL.
		name: string;
		## All options as a number.
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

	## What a client knows of sessions that move between servers ([MS-RDPBCGR] 2.2.1.3.5).
	type ClientClusterData: record {
		## All flags as a number.
		flags: count;
		## The session that the client wants to go on with.
		redir_session_id: count;
		## The client may be sent to another server.
		redir_supported: bool;
		## The bits of the flags that say which form of being sent on it understands, where they stand.
		svr_session_redir_version_mask: count;
		## The session's number means something.
		redir_sessionid_field_valid: bool;
		## The login is by smart card.
		redir_smartcard: bool;
	};

	## What a client can do from the beginning on ([MS-RDPBCGR] 2.2.1.3.2).
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

	## The client and its machine ([MS-RDPBCGR] 2.2.1.3.2). Old clients stop before the optional fields.
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

	## The ways of encryption that a client knows ([MS-RDPBCGR] 2.2.1.3.3).
	type ClientSecurityData: record {
		encryption_methods: count;
		ext_encryption_methods: count;
	};
}

module GLOBAL;

## From here on the connection is encrypted: by TLS, or for the protocol 0 by RDP itself.
global rdp_begin_encryption: event(c: connection, security_protocol: count);

## What a client knows of sessions that move between servers.
global rdp_client_cluster_data: event(c: connection, data: RDP::ClientClusterData);

## The client and its machine.
global rdp_client_core_data: event(c: connection, data: RDP::ClientCoreData);

## The virtual channels that a client asks for.
global rdp_client_network_data: event(c: connection, channels: RDP::ClientChannelList);

## The ways of encryption that a client knows.
global rdp_client_security_data: event(c: connection, data: RDP::ClientSecurityData);

## A client wants to connect. The cookie, often the beginning of the user's name, is empty when there is none; the flags
## are those of the negotiation, 0 without one.
global rdp_connect_request: event(c: connection, cookie: string, flags: count);

## The server takes the client in, or says why not (T.124).
global rdp_gcc_server_create_response: event(c: connection, result: count);

## Bytes of a connection that RDP itself encrypts.
global rdp_native_encrypted_data: event(c: connection, orig: bool, len: count);

## The server refuses the client's ways of security.
global rdp_negotiation_failure: event(c: connection, failure_code: count, flags: count);

## The server chooses one of the client's ways of security.
global rdp_negotiation_response: event(c: connection, security_protocol: count, flags: count);

## The server shows its certificate: 1 for a bare key, 2 for a chain of X.509, whose certificates are files.
global rdp_server_certificate: event(c: connection, cert_type: count, permanently_issued: bool);

## The way of encryption that the server has chosen.
global rdp_server_security: event(c: connection, encryption_method: count, encryption_level: count);

## RDP over UDP: a datagram after the handshake. Of version 1 the data is that of the layer above, of version 2 all that
## follows the header.
global rdpeudp_data: event(c: connection, is_orig: bool, version: count, data: string);

## RDP over UDP: both sides have agreed on the version, 1 or 2.
global rdpeudp_established: event(c: connection, version: count);

## RDP over UDP: a client begins.
global rdpeudp_syn: event(c: connection);

## RDP over UDP: the server answers.
global rdpeudp_synack: event(c: connection);
