# Whatever can be told of a TLS session.
@load protocols/ssl/ja3
@load protocols/ssl/ja4
@load protocols/ssl/validate-certs
@load protocols/ssl/validate-ocsp
@load protocols/ssl/ssl-log-ext
@load protocols/ssl/certificate-request-info
@load protocols/ssl/certificate-validity
