##! Kerberos: the records, options and events of the analyzers.

module GLOBAL;

redef enum Analyzer::Tag += {
	Analyzer::ANALYZER_KRB,
	Analyzer::ANALYZER_KRB_TCP,
};

redef enum AllAnalyzers::Tag += {
	AllAnalyzers::ANALYZER_ANALYZER_KRB,
	AllAnalyzers::ANALYZER_ANALYZER_KRB_TCP,
};

module KRB;

export {
	## Keys for tickets that are to be read. Tickets stay closed here; the option is there for scripts that set it.
	const keytab = "" &redef;

	## What a client asks of a service.
	type AP_Options: record {
		use_session_key: bool;
		mutual_required: bool;
	};

	## Something encrypted: version of the key, cipher, bytes.
	type Encrypted_Data: record {
		kvno: count &optional;
		cipher: count;
		ciphertext: string;
	};

	## A number that says what bytes are, and the bytes.
	type Type_Value: record {
		data_type: count;
		val: string;
	};

	type Type_Value_Vector: vector of KRB::Type_Value;

	## A refusal (RFC 4120, section 5.9.1).
	type Error_Msg: record {
		pvno: count &optional;
		msg_type: count &optional;
		client_time: time &optional;
		server_time: time &optional;
		error_code: count;
		client_realm: string &optional;
		client_name: string &optional;
		service_realm: string &optional;
		service_name: string &optional;
		error_text: string &optional;
		pa_data: vector of KRB::Type_Value &optional;
	};

	## An address: one of the three is there.
	type Host_Address: record {
		ip: addr &log &optional;
		netbios: string &log &optional;
		unknown: KRB::Type_Value &optional;
	};

	type Host_Address_Vector: vector of KRB::Host_Address;

	## What kind of ticket is wanted (RFC 4120, section 5.4.1).
	type KDC_Options: record {
		forwardable: bool;
		forwarded: bool;
		proxiable: bool;
		proxy: bool;
		allow_postdate: bool;
		postdated: bool;
		renewable: bool;
		opt_hardware_auth: bool;
		disable_transited_check: bool;
		renewable_ok: bool;
		enc_tkt_in_skey: bool;
		renew: bool;
		validate: bool;
	};

	## A ticket (RFC 4120, section 5.3).
	type Ticket: record {
		pvno: count;
		realm: string;
		service_name: string;
		cipher: count;
		ciphertext: string &optional;
		authenticationinfo: string &optional;
	};

	type Ticket_Vector: vector of KRB::Ticket;

	## A request for a ticket (RFC 4120, section 5.4.1).
	type KDC_Request: record {
		pvno: count;
		msg_type: count;
		pa_data: vector of KRB::Type_Value &optional;
		kdc_options: KRB::KDC_Options &optional;
		client_name: string &optional;
		service_realm: string &optional;
		service_name: string &optional;
		from: time &optional;
		till: time &optional;
		rtime: time &optional;
		nonce: count &optional;
		encryption_types: vector of count &optional;
		host_addrs: vector of KRB::Host_Address &optional;
		additional_tickets: vector of KRB::Ticket &optional;
	};

	## A ticket that is handed out (RFC 4120, section 5.4.2).
	type KDC_Response: record {
		pvno: count;
		msg_type: count;
		pa_data: vector of KRB::Type_Value &optional;
		client_realm: string &optional;
		client_name: string;
		ticket: KRB::Ticket;
		enc_part: KRB::Encrypted_Data;
	};

	## A protected message (RFC 4120, section 5.6.1).
	type SAFE_Msg: record {
		pvno: count;
		msg_type: count;
		data: string;
		timestamp: time &optional;
		seq: count &optional;
		sender: KRB::Host_Address &optional;
		recipient: KRB::Host_Address &optional;
	};
}

module GLOBAL;

## A client shows a ticket to a service.
##
## ticket: the ticket.
##
## opts: what it asks for.
global krb_ap_request: event(c: connection, ticket: KRB::Ticket, opts: KRB::AP_Options);

## The service proves itself in turn.
global krb_ap_response: event(c: connection);

## A client asks for a first ticket.
global krb_as_request: event(c: connection, msg: KRB::KDC_Request);

## It gets one.
global krb_as_response: event(c: connection, msg: KRB::KDC_Response);

## Tickets are forwarded.
global krb_cred: event(c: connection, is_orig: bool, tickets: KRB::Ticket_Vector);

## A request is refused.
global krb_error: event(c: connection, msg: KRB::Error_Msg);

## A private message: its content is encrypted.
global krb_priv: event(c: connection, is_orig: bool);

## A message that is protected against changes, not against readers.
global krb_safe: event(c: connection, is_orig: bool, msg: KRB::SAFE_Msg);

## A client asks for the ticket of a service, on the strength of one that it has.
global krb_tgs_request: event(c: connection, msg: KRB::KDC_Request);

## It gets one.
global krb_tgs_response: event(c: connection, msg: KRB::KDC_Response);
