# What a security team loads: logs of the usual protocols, files, detections, certificates, and JSON.

@load base/protocols/conn
@load base/protocols/http
@load base/protocols/ssl
@load base/files/extract-all-files
@load base/files/hash-all-files
@load base/frameworks/software
@load policy/protocols/http/detect-sqli
@load policy/protocols/ssh/detect-bruteforcing
@load policy/protocols/dns/detect-external-names
@load policy/protocols/ssl/validate-certs
@load policy/protocols/ssl/log-hostcerts-only
@load policy/protocols/ssl/ja3
@load policy/tuning/json-logs

redef FileExtract::prefix = "extracted/";
redef Notice::mail_dest = "soc@site.example";
