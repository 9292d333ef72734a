##! NTLM: the records and events of the analyzer ([MS-NLMP]).

module GLOBAL;

redef enum Analyzer::Tag += { Analyzer::ANALYZER_NTLM };

redef enum AllAnalyzers::Tag += { AllAnalyzers::ANALYZER_ANALYZER_NTLM };

module NTLM;

export {
	## What a server tells about itself ([MS-NLMP], section 2.2.2.1). Members that were not sent are not set.
	type AVs: record {
		nb_computer_name: string;
		nb_domain_name: string;
		dns_computer_name: string &optional;
		dns_domain_name: string &optional;
		dns_tree_name: string &optional;
		constrained_auth: bool &optional;
		timestamp: time &optional;
		single_host_id: count &optional;
		target_name: string &optional;
	};

	## What both sides can do and want ([MS-NLMP], section 2.2.2.5).
	type NegotiateFlags: record {
		negotiate_56: bool;
		negotiate_key_exch: bool;
		negotiate_128: bool;
		negotiate_version: bool;
		negotiate_target_info: bool;
		request_non_nt_session_key: bool;
		negotiate_identify: bool;
		negotiate_extended_sessionsecurity: bool;
		target_type_server: bool;
		target_type_domain: bool;
		negotiate_always_sign: bool;
		negotiate_oem_workstation_supplied: bool;
		negotiate_oem_domain_supplied: bool;
		negotiate_anonymous_connection: bool;
		negotiate_ntlm: bool;
		negotiate_lm_key: bool;
		negotiate_datagram: bool;
		negotiate_seal: bool;
		negotiate_sign: bool;
		request_target: bool;
		negotiate_oem: bool;
		negotiate_unicode: bool;
	};

	## The version of the system, for debugging ([MS-NLMP], section 2.2.2.10).
	type Version: record {
		major: count;
		minor: count;
		build: count;
		ntlmssp: count;
	};

	## AUTHENTICATE_MESSAGE ([MS-NLMP], section 2.2.1.3).
	type Authenticate: record {
		flags: NTLM::NegotiateFlags;
		domain_name: string &optional;
		user_name: string &optional;
		workstation: string &optional;
		session_key: string &optional;
		version: NTLM::Version &optional;
		response: string &optional;
	};

	## CHALLENGE_MESSAGE ([MS-NLMP], section 2.2.1.2).
	type Challenge: record {
		flags: NTLM::NegotiateFlags;
		challenge: count;
		target_name: string &optional;
		version: NTLM::Version &optional;
		target_info: NTLM::AVs &optional;
	};

	## NEGOTIATE_MESSAGE ([MS-NLMP], section 2.2.1.1).
	type Negotiate: record {
		flags: NTLM::NegotiateFlags;
		domain_name: string &optional;
		workstation: string &optional;
		version: NTLM::Version &optional;
	};
}

module GLOBAL;

## A client answers a challenge.
global ntlm_authenticate: event(c: connection, request: NTLM::Authenticate);

## A server challenges a client.
global ntlm_challenge: event(c: connection, challenge: NTLM::Challenge);

## A client begins.
global ntlm_negotiate: event(c: connection, negotiate: NTLM::Negotiate);
