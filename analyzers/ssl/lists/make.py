#!/usr/bin/env python3
"""Writes the lists of public facts that the scripts of this room carry.

  make.py roots BUNDLE.pem > scripts/base/protocols/ssl/mozilla-ca-list.zeek
  make.py logs  lists/ct-logs.tsv > scripts/base/protocols/ssl/ct-list.zeek

BUNDLE.pem holds the roots that Mozilla trusts for servers, for example cacert.pem of the Python package certifi or
/etc/ssl/certs/ca-certificates.crt. ct-logs.tsv holds one log of certificate transparency a line: operator, what the
operator calls it, its address, seconds to merge, and its key (base64 of the SubjectPublicKeyInfo in DER); a log's id is
the SHA-256 of its key. Needs the program openssl.
"""
import base64, hashlib, re, subprocess, sys

ROOTS = """##! Certificates that are trusted as roots: what Mozilla's CA Certificate Program trusts for servers, as the package
##! certifi %s has it. The certificates are data of Mozilla's, under the Mozilla Public License 2.0.

@load ./main

module SSL;

redef root_certs += {
"""

LOGS = """##! The logs of certificate transparency that browsers know, by their id: the SHA-256 of their key. Retired logs stay, for
##! certificates and captures that are older than today.

module SSL;

export {
	## A log of certificate transparency.
	type CTInfo: record {
		## What the operator calls it.
		description: string;
		## Who runs it.
		operator: string;
		## Its public key, in DER.
		key: string;
		## Seconds after which a certificate must be in the log.
		maximum_merge_delay: count;
		## Where it is found.
		url: string;
	};

	## The logs that are known, by their id.
	option ct_logs: table[string] of CTInfo = {
"""


def quoted(data):
    return '"' + "".join(f"\\x{b:02x}" for b in data) + '"'


def text(s):
    return '"' + s.replace("\\", "\\\\").replace('"', '\\"') + '"'


def subject(der):
    out = subprocess.run(
        ["openssl", "x509", "-inform", "DER", "-noout", "-subject", "-nameopt", "RFC2253,-esc_msb"],
        input=der, capture_output=True, check=True).stdout.decode()
    return out.strip().removeprefix("subject=").strip()


def roots(path):
    bundle = open(path).read()
    version = (re.search(r"certifi-([\d.]+)", path) or re.search(r"()", "")).group(1) or "of an unknown date"
    blocks = re.findall(r"-----BEGIN CERTIFICATE-----(.*?)-----END CERTIFICATE-----", bundle, re.S)
    found = {}
    for block in blocks:
        der = base64.b64decode(block)
        found[subject(der)] = der
    sys.stdout.write(ROOTS % version)
    for name in sorted(found):
        sys.stdout.write(f"\t[{text(name)}] = {quoted(found[name])},\n")
    sys.stdout.write("};\n")


def logs(path):
    sys.stdout.write(LOGS)
    for line in open(path):
        if line.startswith("#") or not line.strip():
            continue
        operator, description, url, delay, key = line.rstrip("\n").split("\t")
        der = base64.b64decode(key, validate=True)
        sys.stdout.write(f"\t\t[{quoted(hashlib.sha256(der).digest())}] = CTInfo($description={text(description)}, "
                         f"$operator={text(operator)}, $url={text(url)}, $maximum_merge_delay={int(delay)}, "
                         f"$key={quoted(der)}),\n")
    sys.stdout.write("\t};\n}\n")


{"roots": roots, "logs": logs}[sys.argv[1]](sys.argv[2])
