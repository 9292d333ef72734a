##! Certificates.

module GLOBAL;

## A certificate taken apart.
global x509_parse: function(cert: opaque of x509): X509::Certificate;

## A certificate from DER.
global x509_from_der: function(der: string): opaque of x509;

## A certificate as DER or PEM.
global x509_get_certificate_string: function(cert: opaque of x509, pem: bool &default=F): string;

## Checks a chain, host certificate first, against root certificates in DER by subject.
global x509_verify: function(certs: x509_opaque_vector, root_certs: table_string_of_string, verify_time: time &default=network_time()): X509::Result;

## Checks an OCSP response for the first certificate of a chain.
global x509_ocsp_verify: function(certs: x509_opaque_vector, ocsp_reply: string, root_certs: table_string_of_string, verify_time: time &default=network_time()): X509::Result;

## Checks a signed certificate timestamp.
global sct_verify: function(cert: opaque of x509, logid: string, log_key: string, signature: string, timestamp: count, hash_algorithm: count, issuer_key_hash: string &default=""): bool;

## Hash of the subject; 1: SHA-1, 2: SHA-256 and so on as TLS counts.
global x509_subject_name_hash: function(cert: opaque of x509, hash_alg: count): string;

## Hash of the issuer.
global x509_issuer_name_hash: function(cert: opaque of x509, hash_alg: count): string;

## Hash of the public key.
global x509_spki_hash: function(cert: opaque of x509, hash_alg: count): string;

## Whether a name of a certificate, wildcards included, covers a host.
global x509_check_hostname: function(hostname: string, certname: string): bool;

## The name of a certificate that covers a host; empty if none does.
global x509_check_cert_hostname: function(cert_opaque: opaque of x509, hostname: string): string;
