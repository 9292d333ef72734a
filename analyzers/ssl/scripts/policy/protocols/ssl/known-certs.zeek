##! known_certs.log: the certificates that hosts show, each once a day.

@load base/frameworks/cluster
@load base/utils/directions-and-hosts
@load base/protocols/ssl
@load base/files/x509

module Known;

export {
	redef enum Log::ID += { CERTS_LOG };

	## A line of known_certs.log.
	type CertsInfo: record {
		## When the certificate was first seen.
		ts: time &log;
		## Who shows it.
		host: addr &log;
		## On which port.
		port_num: port &log &optional;
		## The owner.
		subject: string &log &optional;
		## Who signed it.
		issuer_subject: string &log &optional;
		## The serial number.
		serial: string &log &optional;
	};

	## A certificate at a host.
	type AddrCertHashPair: record {
		host: addr;
		hash: string;
	};

	## Reserved: certificates are kept in memory. The store, its name, and how long it may take to answer.
	const use_cert_store = F &redef;
	global cert_store: Cluster::StoreInfo;
	const cert_store_name = "zeek/known/certs" &redef;
	option cert_store_timeout = 15 sec;

	## Whose certificates are logged.
	option cert_tracking = LOCAL_HOSTS;

	## How long a certificate is remembered.
	option cert_store_expiry = 1day;

	## Certificates that are known, by host and hash.
	global certs: set[addr, string] &create_expire=1day &redef;

	## Raised with each line of the log.
	global log_known_certs: event(rec: CertsInfo);

	## Decides over each line of the log.
	global log_policy_certs: Log::PolicyHook;
}

event zeek_init() &priority=5
	{
	Log::create_stream(Known::CERTS_LOG, Log::Stream($columns=CertsInfo, $ev=log_known_certs, $path="known_certs",
	                                                 $policy=log_policy_certs));
	}

event zeek_init()
	{
	if ( use_cert_store )
		Reporter::warning("Known::use_cert_store: there are no stores that nodes share; certificates are kept in memory");
	}

event ssl_established(c: connection) &priority=3
	{
	if ( ! c$ssl?$cert_chain || |c$ssl$cert_chain| == 0 || ! c$ssl$cert_chain[0]?$x509 )
		return;

	local host = c$id$resp_h;

	if ( ! addr_matches_host(host, cert_tracking) )
		return;

	local x = c$ssl$cert_chain[0]$x509;

	if ( [host, x$fingerprint] in certs )
		return;

	add certs[host, x$fingerprint];
	local cert = x$certificate;
	Log::write(Known::CERTS_LOG, CertsInfo($ts=network_time(), $host=host, $port_num=c$id$resp_p, $subject=cert$subject,
	                                       $issuer_subject=cert$issuer, $serial=cert$serial));
	}
