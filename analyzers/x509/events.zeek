##! Certificates and OCSP: the events of the file analyzers.

module GLOBAL;

redef enum Files::Tag += {
	Files::ANALYZER_X509,
	Files::ANALYZER_OCSP_REQUEST,
	Files::ANALYZER_OCSP_REPLY,
};

redef enum AllAnalyzers::Tag += {
	AllAnalyzers::FILES_ANALYZER_X509,
	AllAnalyzers::FILES_ANALYZER_OCSP_REQUEST,
	AllAnalyzers::FILES_ANALYZER_OCSP_REPLY,
};

## A certificate, with its contents and as a handle for built-in functions.
global x509_certificate: event(f: fa_file, cert_ref: opaque of x509, cert: X509::Certificate);

## The basic constraints of a certificate.
global x509_ext_basic_constraints: event(f: fa_file, ext: X509::BasicConstraints);

## Other names of the owner.
global x509_ext_subject_alternative_name: event(f: fa_file, ext: X509::SubjectAlternativeName);

## An extension of a certificate.
global x509_extension: event(f: fa_file, ext: X509::Extension);

## A timestamp of certificate transparency, in a certificate or an OCSP response.
global x509_ocsp_ext_signed_certificate_timestamp: event(f: fa_file, version: count, logid: string, timestamp: count, hash_algorithm: count, signature_algorithm: count, signature: string);

## An extension of an OCSP message.
global ocsp_extension: event(f: fa_file, ext: X509::Extension, global_resp: bool);

## An OCSP request.
global ocsp_request: event(f: fa_file, version: count);

## A certificate that an OCSP request asks for.
global ocsp_request_certificate: event(f: fa_file, hashAlgorithm: string, issuerNameHash: string, issuerKeyHash: string, serialNumber: string);

## What an OCSP response says.
global ocsp_response_bytes: event(f: fa_file, status: string, version: count, responderId: string, producedAt: time, signatureAlgorithm: string, certs: x509_opaque_vector);

## What an OCSP response says about a certificate.
global ocsp_response_certificate: event(f: fa_file, hashAlgorithm: string, issuerNameHash: string, issuerKeyHash: string, serialNumber: string, certStatus: string, revokeTime: time, revokeReason: string, thisUpdate: time, nextUpdate: time);

## The status of an OCSP response.
global ocsp_response_status: event(f: fa_file, status: string);
