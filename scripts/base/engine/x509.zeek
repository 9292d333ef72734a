##! Certificates, as built-in functions and events show them.

module X509;

export {
	## What a certificate says.
	type Certificate: record {
		version: count &log;
		serial: string &log;
		## The distinguished name of the owner (RFC 2253).
		subject: string &log;
		## The distinguished name of the signer.
		issuer: string &log;
		## The last common name of the subject.
		cn: string &optional;
		not_valid_before: time &log;
		not_valid_after: time &log;
		key_alg: string &log;
		sig_alg: string &log;
		## "rsa", "dsa", "ecdsa" or "unknown".
		key_type: string &log &optional;
		## Bits of the key.
		key_length: count &log &optional;
		## The exponent of an RSA key.
		exponent: string &log &optional;
		## The curve of an elliptic key.
		curve: string &log &optional;
		## The algorithm that the signed part itself names.
		tbs_sig_alg: string;
	};

	## An extension, with its value as OpenSSL prints it.
	type Extension: record {
		name: string;
		short_name: string &optional;
		oid: string;
		critical: bool;
		value: string;
	};

	## Whether the owner may sign certificates, and how long a chain below may be.
	type BasicConstraints: record {
		ca: bool &log;
		path_len: count &log &optional;
	};

	## Other names of the owner.
	type SubjectAlternativeName: record {
		dns: vector of string &log &optional;
		uri: vector of string &log &optional;
		email: vector of string &log &optional;
		ip: vector of addr &log &optional;
		## There are names of kinds that have no field here.
		other_fields: bool;
	};

	## Outcome of x509_verify.
	type Result: record {
		## OpenSSL's number.
		result: int;
		## OpenSSL's words.
		result_string: string;
		## The chain that was found, host certificate first.
		chain_certs: vector of opaque of x509 &optional;
	};

	## A signed certificate timestamp (RFC 6962).
	type SctInfo: record {
		version: count;
		logid: string;
		timestamp: count;
		hash_alg: count;
		sig_alg: count;
		signature: string;
	};
}

module GLOBAL;

type string_any_file_hook: hook(f: fa_file, e: any, str: string);
