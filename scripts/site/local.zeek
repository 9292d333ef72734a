##! The site's own settings. A file of this name on ZEEKPATH takes the place of this one, which is a
##! starting point that suits most sites.

# Local networks: private address space is local without being named.
# redef Site::local_nets += { 192.0.2.0/24 };

@load misc/loaded-scripts
@load misc/capture-loss
@load misc/stats

# What hosts run, and whether it is known to be vulnerable.
@load frameworks/software/vulnerable
@load frameworks/software/version-changes
@load protocols/ftp/software
@load protocols/smtp/software
@load protocols/ssh/software
@load protocols/http/software

# Names of the site that point elsewhere, and attacks that single connections show.
@load protocols/dns/detect-external-names
@load protocols/ftp/detect
@load protocols/http/detect-sql-injection
@load protocols/ssh/detect-bruteforcing
@load protocols/ssh/geo-data
@load protocols/ssh/interesting-hostnames

# Hosts, services and certificates.
@load protocols/conn/known-hosts
@load protocols/conn/known-services
@load protocols/ssl/known-certs
@load protocols/ssl/validate-certs
@load protocols/ssl/log-hostcerts-only

# Hashes of all files.
@load frameworks/files/hash-all-files
