# What guides on feeding logs to other systems load.
@load policy/protocols/ssl/validate-certs
@load policy/protocols/ssl/log-hostcerts-only
@load policy/protocols/ssl/ja3
@load base/files/hash-all-files
@load base/files/extract-all-files
@load policy/frameworks/files/entropy-test-all-files

redef LogAscii::use_json = T;
redef FileExtract::prefix = "extracted/";
