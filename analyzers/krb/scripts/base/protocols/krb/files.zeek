##! Certificates that clients and key distribution centres show each other (PKINIT, RFC 4556), as files of a connection.

@load base/frameworks/files
@load base/files/x509
@load base/utils/conn-ids
@load ./main

module KRB;

export {
	redef record Info += {
		## The client's certificate.
		client_cert: Files::Info &optional;
		## Whose it is.
		client_cert_subject: string &log &optional;
		## Unique name of its file.
		client_cert_fuid: string &log &optional;
		## The server's certificate.
		server_cert: Files::Info &optional;
		## Whose it is.
		server_cert_subject: string &log &optional;
		## Unique name of its file.
		server_cert_fuid: string &log &optional;
	};

	## A name for the certificate at hand; the engine gives each its own, so nothing is to be told here.
	global get_file_handle: function(c: connection, is_orig: bool): string;

	## What to tell people about a file.
	global describe_file: function(f: fa_file): string;

	## Puts the names in certificates into the line of a connection, once they are known.
	global fill_in_subjects: function(c: connection);
}

function get_file_handle(c: connection, is_orig: bool): string
	{
	return "";
	}

function of_kerberos(f: fa_file): bool
	{
	return f$source == "KRB" || f$source == "KRB_TCP";
	}

function describe_file(f: fa_file): string
	{
	if ( ! of_kerberos(f) || ! f?$info || ! f$info?$x509 || ! f$info$x509?$certificate )
		return "";
	for ( cid, c in f$conns )
		if ( c?$krb )
			return cat(c$id$resp_h, ":", c$id$resp_p);
	local x = f$info$x509$certificate;
	return cat("Serial: ", x$serial, " Subject: ", x$subject, " Issuer: ", x$issuer);
	}

event zeek_init() &priority=5
	{
	for ( tag in set(Analyzer::ANALYZER_KRB, Analyzer::ANALYZER_KRB_TCP) )
		Files::register_protocol(tag, Files::ProtoRegistration($get_file_handle=KRB::get_file_handle,
		                                                       $describe=KRB::describe_file));
	}

event file_over_new_connection(f: fa_file, c: connection, is_orig: bool) &priority=5
	{
	if ( f$source != "KRB" && f$source != "KRB_TCP" )
		return;
	set_session(c);
	if ( is_orig )
		{
		c$krb$client_cert = f$info;
		c$krb$client_cert_fuid = f$id;
		}
	else
		{
		c$krb$server_cert = f$info;
		c$krb$server_cert_fuid = f$id;
		}
	}

function subject_of(info: Files::Info): string
	{
	return info?$x509 && info$x509?$certificate ? info$x509$certificate$subject : "";
	}

function fill_in_subjects(c: connection)
	{
	if ( ! c?$krb )
		return;
	local subject: string;
	if ( c$krb?$client_cert )
		{
		subject = subject_of(c$krb$client_cert);
		if ( subject != "" )
			c$krb$client_cert_subject = subject;
		}
	if ( c$krb?$server_cert )
		{
		subject = subject_of(c$krb$server_cert);
		if ( subject != "" )
			c$krb$server_cert_subject = subject;
		}
	}

event krb_error(c: connection, msg: Error_Msg)
	{
	fill_in_subjects(c);
	}

event krb_as_response(c: connection, msg: KDC_Response)
	{
	fill_in_subjects(c);
	}

event krb_tgs_response(c: connection, msg: KDC_Response)
	{
	fill_in_subjects(c);
	}

hook finalize_krb(c: connection) &priority=5
	{
	fill_in_subjects(c);
	}
