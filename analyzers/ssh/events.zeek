##! SSH: the records, options and events of the analyzer.

module GLOBAL;

redef enum Analyzer::Tag += { Analyzer::ANALYZER_SSH };

redef enum AllAnalyzers::Tag += { AllAnalyzers::ANALYZER_ANALYZER_SSH };

module SSH;

export {
	## Longest packet of a key exchange that is taken, in bytes.
	const max_packet_length: count = 8388608 &redef;

	## Longest string in such a packet, in bytes.
	const max_string_length: count = 2097152 &redef;

	## Most key exchange methods that are taken from an offer.
	const max_kexinit_kex_algorithms: count = 100 &redef;

	## Most kinds of host keys that are taken from an offer.
	const max_kexinit_hostkey_algorithms: count = 100 &redef;

	## Most ciphers that are taken from an offer, for each direction.
	const max_kexinit_encryption_algorithms: count = 100 &redef;

	## Most message authentication codes that are taken from an offer, for each direction.
	const max_kexinit_mac_algorithms: count = 100 &redef;

	## Most compression methods that are taken from an offer, for each direction.
	const max_kexinit_compression_algorithms: count = 100 &redef;

	## Most languages that are taken from an offer, for each direction.
	const max_kexinit_languages: count = 100 &redef;

	## What one side offers for each direction, best first.
	type Algorithm_Prefs: record {
		## For what the client sends.
		client_to_server: vector of string &optional;
		## For what the server sends.
		server_to_client: vector of string &optional;
	};

	## What one side offers.
	type Capabilities: record {
		## Key exchange methods.
		kex_algorithms: vector of string;
		## Kinds of host keys.
		server_host_key_algorithms: vector of string;
		## Ciphers.
		encryption_algorithms: SSH::Algorithm_Prefs;
		## Message authentication codes.
		mac_algorithms: SSH::Algorithm_Prefs;
		## Compression methods.
		compression_algorithms: SSH::Algorithm_Prefs;
		## Languages of messages to the user.
		languages: SSH::Algorithm_Prefs &optional;
		## The offer is the server's.
		is_server: bool;
	};
}

module GLOBAL;

## The key of a server that speaks version 1.
##
## modulus: the modulus, most significant byte first.
##
## exponent: the public exponent.
global ssh1_server_host_key: event(c: connection, modulus: string, exponent: string);

## One side sent its share of a Diffie-Hellman exchange, over a fixed group or one that the server chose.
global ssh2_dh_gex_init: event(c: connection, is_orig: bool);

## The group that the server chose.
##
## p: the prime, as a signed number with the most significant byte first.
##
## q: the generator.
global ssh2_dh_server_params: event(c: connection, p: string, q: string);

## The client began an exchange over elliptic curves.
global ssh2_ecc_init: event(c: connection, is_orig: bool);

## One side's share of an exchange over elliptic curves.
global ssh2_ecc_key: event(c: connection, is_orig: bool, q: string);

## An exchange by GSS-API failed.
global ssh2_gss_error: event(c: connection, major_status: count, minor_status: count, err_msg: string);

## The client began an exchange by GSS-API.
global ssh2_gss_init: event(c: connection, is_orig: bool);

## The client sent the secret of an RSA exchange.
global ssh2_rsa_secret: event(c: connection, is_orig: bool);

## The key of a server that speaks version 2, as it was sent.
global ssh2_server_host_key: event(c: connection, key: string);

## The client tried to log in. This is told from the lengths of encrypted packets.
##
## authenticated: the server let it in.
global ssh_auth_attempted: event(c: connection, authenticated: bool);

## The connection is over and nobody was let in.
global ssh_auth_failed: event(c: connection);

## How the attempts to log in ended.
##
## result: the server let the client in.
##
## auth_attempts: how many attempts there were.
global ssh_auth_result: event(c: connection, result: bool, auth_attempts: count);

## The server let the client in.
##
## auth_method_none: without any proof.
global ssh_auth_successful: event(c: connection, auth_method_none: bool);

## What one side offers.
##
## cookie: its sixteen random bytes.
global ssh_capabilities: event(c: connection, cookie: string, capabilities: SSH::Capabilities);

## The identification of the client, without the end of its line.
global ssh_client_version: event(c: connection, version: string);

## Encrypted bytes passed. Nothing more is known about them than their number.
global ssh_encrypted_packet: event(c: connection, orig: bool, len: count);

## MD5 of the host key, as hexadecimal bytes with colons between them.
global ssh_server_host_key: event(c: connection, hash: string);

## Beginning of the SHA-256 of the host key, in base64, after the name of the hash.
global ssh_server_host_key_fingerprint: event(c: connection, fingerprint: string);

## A line that the server sent before its identification.
global ssh_server_pre_banner_data: event(c: connection, data: string);

## The identification of the server, without the end of its line.
global ssh_server_version: event(c: connection, version: string);
