##! SSH: the records, options and events of the analyzer.

module GLOBAL;

redef enum Analyzer::Tag += { Analyzer::ANALYZER_SSH };

redef enum AllAnalyzers::Tag += { AllAnalyzers::ANALYZER_ANALYZER_SSH };

module SSH;

export {
	const max_packet_length: count = 8388608 &redef;

	const max_string_length: count = 2097152 &redef;

	const max_kexinit_kex_algorithms: count = 100 &redef;

	const max_kexinit_hostkey_algorithms: count = 100 &redef;

	const max_kexinit_encryption_algorithms: count = 100 &redef;

	const max_kexinit_mac_algorithms: count = 100 &redef;

	const max_kexinit_compression_algorithms: count = 100 &redef;

	const max_kexinit_languages: count = 100 &redef;

	type Algorithm_Prefs: record {
		client_to_server: vector of string &optional;
		server_to_client: vector of string &optional;
	};

	type Capabilities: record {
		kex_algorithms: vector of string;
		server_host_key_algorithms: vector of string;
		encryption_algorithms: SSH::Algorithm_Prefs;
		mac_algorithms: SSH::Algorithm_Prefs;
		compression_algorithms: SSH::Algorithm_Prefs;
		languages: SSH::Algorithm_Prefs &optional;
		is_server: bool;
	};
}

module GLOBAL;

global ssh1_server_host_key: event(c: connection, modulus: string, exponent: string);

global ssh2_dh_gex_init: event(c: connection, is_orig: bool);

global ssh2_dh_server_params: event(c: connection, p: string, q: string);

global ssh2_ecc_init: event(c: connection, is_orig: bool);

global ssh2_ecc_key: event(c: connection, is_orig: bool, q: string);

global ssh2_gss_error: event(c: connection, major_status: count, minor_status: count, err_msg: string);

global ssh2_gss_init: event(c: connection, is_orig: bool);

global ssh2_rsa_secret: event(c: connection, is_orig: bool);

global ssh2_server_host_key: event(c: connection, key: string);

global ssh_auth_attempted: event(c: connection, authenticated: bool);

global ssh_auth_failed: event(c: connection);

global ssh_auth_result: event(c: connection, result: bool, auth_attempts: count);

global ssh_auth_successful: event(c: connection, auth_method_none: bool);

global ssh_capabilities: event(c: connection, cookie: string, capabilities: SSH::Capabilities);

global ssh_client_version: event(c: connection, version: string);

global ssh_encrypted_packet: event(c: connection, orig: bool, len: count);

global ssh_server_host_key: event(c: connection, hash: string);

global ssh_server_host_key_fingerprint: event(c: connection, fingerprint: string);

global ssh_server_pre_banner_data: event(c: connection, data: string);

global ssh_server_version: event(c: connection, version: string);
