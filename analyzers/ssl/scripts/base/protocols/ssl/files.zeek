##! Certificates and OCSP responses as files of a session.

@load base/frameworks/files
@load base/files/x509
@load base/utils/conn-ids
@load ./main

module SSL;

export {
	## Log the subject and the issuer of the server's certificate.
	const log_include_server_certificate_subject_issuer = F &redef;

	## Log the subject and the issuer of the client's certificate.
	const log_include_client_certificate_subject_issuer = F &redef;

	redef record Info += {
		## The server's certificates, host certificate first.
		cert_chain: vector of Files::Info &optional;
		## Their fingerprints.
		cert_chain_fps: vector of string &optional &log;
		## The client's certificates.
		client_cert_chain: vector of Files::Info &optional;
		## Their fingerprints.
		client_cert_chain_fps: vector of string &optional &log;
		## Owner of the server's certificate.
		subject: string &log &optional;
		## Who signed it.
		issuer: string &log &optional;
		## Owner of the client's certificate.
		client_subject: string &log &optional;
		## Who signed it.
		client_issuer: string &log &optional;
		## The server's certificate is one for the name that the client asked for.
		sni_matches_cert: bool &log &optional;
		## Certificates of the server so far.
		server_depth: count &default=0;
		## Certificates of the client so far.
		client_depth: count &default=0;
	};

	## A name for the certificate at hand; the engine gives each its own, so nothing is to be told here.
	global get_file_handle: function(c: connection, is_orig: bool): string;

	## What to tell people about a file.
	global describe_file: function(f: fa_file): string;
}

const certificate_types: set[string] = {
	"application/x-x509-user-cert",
	"application/x-x509-ca-cert",
	"application/pkix-cert",
};

function get_file_handle(c: connection, is_orig: bool): string
	{
	return "";
	}

function describe_file(f: fa_file): string
	{
	if ( f$source != "SSL" || ! f?$info || ! f$info?$x509 || ! f$info$x509?$certificate )
		return "";

	# The line that tells most of a session is that of the server.
	for ( cid, c in f$conns )
		if ( c?$ssl )
			return cat(c$id$resp_h, ":", c$id$resp_p);

	return cat("Serial: ", f$info$x509$certificate$serial, " Subject: ", f$info$x509$certificate$subject,
	           " Issuer: ", f$info$x509$certificate$issuer);
	}

event zeek_init() &priority=5
	{
	local reg = Files::ProtoRegistration($get_file_handle=SSL::get_file_handle, $describe=SSL::describe_file);
	Files::register_protocol(Analyzer::ANALYZER_SSL, reg);
	Files::register_protocol(Analyzer::ANALYZER_DTLS, reg);

	# Columns that few want are left out rather than always empty.
	local left_out: set[string] = set();

	if ( ! log_include_server_certificate_subject_issuer )
		{
		add left_out["subject"];
		add left_out["issuer"];
		}

	if ( ! log_include_client_certificate_subject_issuer )
		{
		add left_out["client_subject"];
		add left_out["client_issuer"];
		}

	if ( |left_out| == 0 )
		return;

	local filter = Log::get_filter(SSL::LOG, "default");

	if ( filter$name != "default" )
		return;

	if ( ! filter?$exclude )
		filter$exclude = set();

	for ( column in left_out )
		add filter$exclude[column];

	Log::add_filter(SSL::LOG, filter);
	}

event file_sniff(f: fa_file, meta: fa_metadata) &priority=5
	{
	if ( ! meta?$mime_type || meta$mime_type !in certificate_types || ! f?$info || ! f?$conns || |f$conns| != 1 )
		return;

	for ( cid, c in f$conns )
		{
		if ( ! c?$ssl )
			return;

		if ( ! c$ssl?$cert_chain )
			{
			c$ssl$cert_chain = vector();
			c$ssl$client_cert_chain = vector();
			c$ssl$cert_chain_fps = vector();
			c$ssl$client_cert_chain_fps = vector();
			}

		# Nobody shows that many, unless it is to fill our memory.
		if ( |c$ssl$cert_chain| + |c$ssl$client_cert_chain| >= 100 )
			return;

		if ( f$is_orig )
			{
			c$ssl$client_cert_chain += f$info;
			f$info$depth = c$ssl$client_depth;
			++c$ssl$client_depth;
			}
		else
			{
			c$ssl$cert_chain += f$info;
			f$info$depth = c$ssl$server_depth;
			++c$ssl$server_depth;
			}
		}
	}

# The fingerprints of a chain.
function fingerprints(chain: vector of Files::Info): vector of string
	{
	local all: vector of string = vector();

	for ( _, one in chain )
		if ( one?$x509 )
			all += one$x509$fingerprint;

	return all;
	}

hook ssl_finishing(c: connection) &priority=20
	{
	if ( ! c$ssl?$cert_chain )
		return;

	c$ssl$cert_chain_fps = fingerprints(c$ssl$cert_chain);
	c$ssl$client_cert_chain_fps = fingerprints(c$ssl$client_cert_chain);

	if ( |c$ssl$cert_chain| > 0 && c$ssl$cert_chain[0]?$x509 )
		{
		local host = c$ssl$cert_chain[0]$x509;
		c$ssl$subject = host$certificate$subject;
		c$ssl$issuer = host$certificate$issuer;

		if ( c$ssl?$server_name )
			c$ssl$sni_matches_cert = |x509_check_cert_hostname(host$handle, c$ssl$server_name)| > 0;
		}

	if ( |c$ssl$client_cert_chain| > 0 && c$ssl$client_cert_chain[0]?$x509 )
		{
		c$ssl$client_subject = c$ssl$client_cert_chain[0]$x509$certificate$subject;
		c$ssl$client_issuer = c$ssl$client_cert_chain[0]$x509$certificate$issuer;
		}
	}

event x509_certificate(f: fa_file, cert_ref: opaque of x509, cert: X509::Certificate) &priority=3
	{
	if ( ! f?$info || ! f$info?$x509 || ! f$info?$mime_type || f$info$mime_type != "application/x-x509-user-cert" )
		return;

	f$info$x509$host_cert = T;

	if ( f$is_orig )
		f$info$x509$client_cert = T;
	}
