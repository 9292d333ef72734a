##! DNS: the records, options and events of the analyzer. Events for resource records come in the
##! order of the message, between dns_message and dns_end.

module GLOBAL;

redef enum Analyzer::Tag += {
	Analyzer::ANALYZER_DNS,
	Analyzer::ANALYZER_CONTENTS_DNS,
};

redef enum AllAnalyzers::Tag += {
	AllAnalyzers::ANALYZER_ANALYZER_DNS,
	AllAnalyzers::ANALYZER_ANALYZER_CONTENTS_DNS,
};

## Section numbers of dns_answer: query, answer, authority, additional; for updates prerequisite and update.
const DNS_QUERY: count = 0;
const DNS_ANS: count = 1;
const DNS_AUTH: count = 2;
const DNS_ADDL: count = 3;
const DNS_PREREQUISITE: count = 4;
const DNS_UPDATE: count = 5;

## The fixed header of a DNS message (RFC 1035, section 4.1.1; AD and CD by RFC 4035).
type dns_msg: record {
	## Transaction id that a reply repeats.
	id: count;
	## Kind of query: 0 standard, 4 notify, 5 update.
	opcode: count;
	## Response code without the upper bits that EDNS adds.
	rcode: count;
	## T for a response.
	QR: bool;
	## The answering server is authoritative.
	AA: bool;
	## The message was cut to fit the transport.
	TC: bool;
	## Recursion desired.
	RD: bool;
	## Recursion available.
	RA: bool;
	## The three reserved bits, AD and CD among them, as one number.
	Z: count;
	## The server says that the data has been validated.
	AD: bool;
	## The client accepts data that has not been validated.
	CD: bool;
	## Entries of the question section, as the header claims.
	num_queries: count;
	## Entries of the answer section, as the header claims.
	num_answers: count;
	## Entries of the authority section, as the header claims.
	num_auth: count;
	## Entries of the additional section, as the header claims.
	num_addl: count;
	## T on the NetBIOS name service port.
	is_netbios: bool;
};

## What a start-of-authority record says about its zone.
type dns_soa: record {
	## Primary name server.
	mname: string;
	## Mailbox of whoever is responsible, in domain-name notation.
	rname: string;
	serial: count;
	refresh: interval;
	retry: interval;
	expire: interval;
	minimum: interval;
};

## The part that all resource records share.
type dns_answer: record {
	## Section: DNS_ANS, DNS_AUTH or DNS_ADDL.
	answer_type: count;
	## Owner name of the record.
	query: string;
	qtype: count;
	qclass: count;
	TTL: interval;
};

## The OPT pseudo record (RFC 6891).
type dns_edns_additional: record {
	query: string;
	qtype: count;
	## Always 41 (OPT).
	t: count;
	## Largest UDP payload that the sender takes.
	payload_size: count;
	extended_rcode: count;
	version: count;
	## Flag bits; 0x8000 asks for DNSSEC records.
	z_field: count;
	TTL: interval;
	is_query: count;
};

## The client-subnet option (RFC 7871).
type dns_edns_ecs: record {
	## "v4" or "v6".
	family: string;
	source_prefix_len: count;
	scope_prefix_len: count;
	address: addr;
};

## The edns-tcp-keepalive option (RFC 7828).
type dns_edns_tcp_keepalive: record {
	keepalive_timeout_omitted: bool;
	## In units of 100 milliseconds; 0 where it was left out.
	keepalive_timeout: count;
};

## The COOKIE option (RFC 7873).
type dns_edns_cookie: record {
	client_cookie: string;
	server_cookie: string &default="";
};

## A TKEY record (RFC 2930).
type dns_tkey: record {
	query: string;
	qtype: count;
	alg_name: string;
	inception: time;
	expiration: time;
	mode: count;
	rr_error: count;
	key_data: string;
	is_query: count;
};

## A TSIG record (RFC 8945).
type dns_tsig_additional: record {
	query: string;
	qtype: count;
	alg_name: string;
	sig: string;
	time_signed: time;
	fudge: time;
	orig_id: count;
	rr_error: count;
	is_query: count;
};

## A signature over a set of records (RFC 4034, section 3).
type dns_rrsig_rr: record {
	query: string;
	answer_type: count;
	type_covered: count;
	algorithm: count;
	labels: count;
	orig_ttl: interval;
	sig_exp: time;
	sig_incep: time;
	key_tag: count;
	signer_name: string;
	signature: string;
	is_query: count;
};

## A public key of a zone (RFC 4034, section 2).
type dns_dnskey_rr: record {
	query: string;
	answer_type: count;
	flags: count;
	protocol: count;
	algorithm: count;
	public_key: string;
	is_query: count;
};

## Authenticated denial of existence with hashed names (RFC 5155).
type dns_nsec3_rr: record {
	query: string;
	answer_type: count;
	nsec_flags: count;
	nsec_hash_algo: count;
	nsec_iter: count;
	nsec_salt_len: count;
	nsec_salt: string;
	nsec_hlen: count;
	nsec_hash: string;
	bitmaps: vector of string;
	is_query: count;
};

## How a zone computes its NSEC3 hashes.
type dns_nsec3param_rr: record {
	query: string;
	answer_type: count;
	nsec_flags: count;
	nsec_hash_algo: count;
	nsec_iter: count;
	nsec_salt_len: count;
	nsec_salt: string;
	is_query: count;
};

## Delegation signer: the digest of a child's key (RFC 4034, section 5).
type dns_ds_rr: record {
	query: string;
	answer_type: count;
	key_tag: count;
	algorithm: count;
	digest_type: count;
	digest_val: string;
	is_query: count;
};

## BIND's private record type 65534, which tracks zone signing.
type dns_binds_rr: record {
	query: string;
	answer_type: count;
	algorithm: count;
	key_id: count;
	removal_flag: count;
	complete_flag: count;
	is_query: count;
};

## A geographical location (RFC 1876).
type dns_loc_rr: record {
	query: string;
	answer_type: count;
	version: count;
	size: count;
	horiz_pre: count;
	vert_pre: count;
	latitude: count;
	longitude: count;
	altitude: count;
	is_query: count;
};

## One parameter of a SVCB or HTTPS record; which field is set depends on the key.
type dns_svcb_param: record {
	key: count;
	mandatory: vector of count &optional;
	alpn: vector of string &optional;
	p: count &optional;
	hint: vector of addr &optional;
	ech: string &optional;
	raw: string &optional;
};

## A service binding (RFC 9460).
type dns_svcb_rr: record {
	svc_priority: count;
	target_name: string;
	svc_params: vector of dns_svcb_param &optional;
};

## A naming authority pointer (RFC 3403).
type dns_naptr_rr: record {
	order: count;
	preference: count;
	flags: string;
	service: string;
	regexp: string;
	replacement: string;
};

## How long a DNS query over UDP is awaited before the session is given up.
const dns_session_timeout: interval = 10 sec &redef;

## A message that asks for more than this raises the weird "DNS_Conn_count_too_large" and is not looked
## at further; 0 switches the test off.
global dns_max_queries: count = 25 &redef;

## How many compression pointers a single name may follow.
global dns_max_compression_chain_depth: count = 20 &redef;

## Servers whose authority sections are not parsed.
global dns_skip_auth: set[addr] = {} &redef;

## Servers whose additional sections are not parsed.
global dns_skip_addl: set[addr] = {} &redef;

## Leave out authority sections altogether: no events for their records.
global dns_skip_all_auth = T &redef;

## Leave out additional sections altogether: no events for their records.
global dns_skip_all_addl = T &redef;

## Any DNS message, before the events for its parts.
global dns_message: event(c: connection, is_orig: bool, msg: dns_msg, len: count);

## A question of a query.
global dns_request: event(c: connection, msg: dns_msg, query: string, qtype: count, qclass: count, original_query: string);
global dns_request: event(c: connection, msg: dns_msg, query: string, qtype: count, qclass: count);

## A response without answers to a question that it repeats, with an error code.
global dns_rejected: event(c: connection, msg: dns_msg, query: string, qtype: count, qclass: count, original_query: string);
global dns_rejected: event(c: connection, msg: dns_msg, query: string, qtype: count, qclass: count);

## The question that a response repeats.
global dns_query_reply: event(c: connection, msg: dns_msg, query: string, qtype: count, qclass: count, original_query: string);
global dns_query_reply: event(c: connection, msg: dns_msg, query: string, qtype: count, qclass: count);

## An IPv4 address record.
global dns_A_reply: event(c: connection, msg: dns_msg, ans: dns_answer, a: addr);

## An IPv6 address record.
global dns_AAAA_reply: event(c: connection, msg: dns_msg, ans: dns_answer, a: addr);

## An obsolete A6 address record.
global dns_A6_reply: event(c: connection, msg: dns_msg, ans: dns_answer, a: addr);

## A name server record.
global dns_NS_reply: event(c: connection, msg: dns_msg, ans: dns_answer, name: string);

## An alias record.
global dns_CNAME_reply: event(c: connection, msg: dns_msg, ans: dns_answer, name: string);

## A pointer record.
global dns_PTR_reply: event(c: connection, msg: dns_msg, ans: dns_answer, name: string);

## A start-of-authority record.
global dns_SOA_reply: event(c: connection, msg: dns_msg, ans: dns_answer, soa: dns_soa);

## A well-known-services record.
global dns_WKS_reply: event(c: connection, msg: dns_msg, ans: dns_answer);

## A host information record.
global dns_HINFO_reply: event(c: connection, msg: dns_msg, ans: dns_answer, cpu: string, os: string);

## A mail exchange record.
global dns_MX_reply: event(c: connection, msg: dns_msg, ans: dns_answer, name: string, preference: count);

## A text record; one element a character string.
global dns_TXT_reply: event(c: connection, msg: dns_msg, ans: dns_answer, strs: string_vec);

## A record of the withdrawn type SPF.
global dns_SPF_reply: event(c: connection, msg: dns_msg, ans: dns_answer, strs: string_vec);

## A certification authority authorization record (RFC 8659).
global dns_CAA_reply: event(c: connection, msg: dns_msg, ans: dns_answer, flags: count, tag: string, value: string);

## A service location record.
global dns_SRV_reply: event(c: connection, msg: dns_msg, ans: dns_answer, target: string, priority: count, weight: count, p: count);

## A naming authority pointer record.
global dns_NAPTR_reply: event(c: connection, msg: dns_msg, ans: dns_answer, naptr: dns_naptr_rr);

## A fingerprint of an SSH host key.
global dns_SSHFP: event(c: connection, msg: dns_msg, ans: dns_answer, algo: count, fptype: count, fingerprint: string);

## A location record.
global dns_LOC: event(c: connection, msg: dns_msg, ans: dns_answer, loc: dns_loc_rr);

## A service binding record.
global dns_SVCB: event(c: connection, msg: dns_msg, ans: dns_answer, svcb: dns_svcb_rr);

## A service binding for HTTPS.
global dns_HTTPS: event(c: connection, msg: dns_msg, ans: dns_answer, https: dns_svcb_rr);

## A record of a type that has no event of its own.
global dns_unknown_reply: event(c: connection, msg: dns_msg, ans: dns_answer);

## The OPT pseudo record.
global dns_EDNS_addl: event(c: connection, msg: dns_msg, ans: dns_edns_additional);

## The client-subnet option within OPT.
global dns_EDNS_ecs: event(c: connection, msg: dns_msg, opt: dns_edns_ecs);

## The keepalive option within OPT.
global dns_EDNS_tcp_keepalive: event(c: connection, msg: dns_msg, opt: dns_edns_tcp_keepalive);

## The cookie option within OPT.
global dns_EDNS_cookie: event(c: connection, msg: dns_msg, opt: dns_edns_cookie);

## A TKEY record.
global dns_TKEY: event(c: connection, msg: dns_msg, ans: dns_tkey);

## A TSIG record.
global dns_TSIG_addl: event(c: connection, msg: dns_msg, ans: dns_tsig_additional);

## A signature record.
global dns_RRSIG: event(c: connection, msg: dns_msg, ans: dns_answer, rrsig: dns_rrsig_rr);

## A public key record.
global dns_DNSKEY: event(c: connection, msg: dns_msg, ans: dns_answer, dnskey: dns_dnskey_rr);

## Authenticated denial of existence; bitmaps holds the type bitmaps as raw windows.
global dns_NSEC: event(c: connection, msg: dns_msg, ans: dns_answer, next_name: string, bitmaps: string_vec);

## Hashed denial of existence.
global dns_NSEC3: event(c: connection, msg: dns_msg, ans: dns_answer, nsec3: dns_nsec3_rr);

## Parameters of a zone's NSEC3 chain.
global dns_NSEC3PARAM: event(c: connection, msg: dns_msg, ans: dns_answer, nsec3param: dns_nsec3param_rr);

## A delegation signer record.
global dns_DS: event(c: connection, msg: dns_msg, ans: dns_answer, ds: dns_ds_rr);

## BIND's private signing record.
global dns_BINDS: event(c: connection, msg: dns_msg, ans: dns_answer, binds: dns_binds_rr);

## The zone section of a dynamic update (RFC 2136).
global dns_dynamic_update: event(c: connection, msg: dns_msg, zname: string, zclass: count);

## A prerequisite of a dynamic update.
global dns_dynamic_update_pre: event(c: connection, msg: dns_msg, ans: dns_answer);

## A deletion in a dynamic update.
global dns_dynamic_update_del: event(c: connection, msg: dns_msg, ans: dns_answer);

## After all events of a message.
global dns_end: event(c: connection, msg: dns_msg);
