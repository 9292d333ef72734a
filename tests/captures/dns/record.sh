#!/usr/bin/env bash
# Records DNS with a server that signs its zones: types that are rare, answers with signatures, denials by NSEC and NSEC3, zone
# transfers, updates, notifications, signed messages. Needs root, what ../lab.sh needs, and: bind9 bind9-dnsutils.
#
#   ./record.sh [FOLDER]      writes types, dnssec, transfer and update.pcap into FOLDER (default: here)
set -euo pipefail
. "$(dirname "$0")/../lab.sh"
cd "$work"

# Debian's programs may not read just any folder where AppArmor is on; here they run as root in a folder of their own.
zone() { # NAME: what every zone begins with
  printf '$ORIGIN %s.\n$TTL 3600\n@ IN SOA ns.%s. host.%s. 2026010100 7200 3600 1209600 300\n@ IN NS ns.%s.\nns IN A 192.0.2.20\n' $1 $1 $1 $1
}
{
  zone example.com
  cat <<'ZONE'
www     A       192.0.2.80
www     AAAA    2001:db8::80
@       MX      10 mail
mail    A       192.0.2.25
*.wild  TXT     "any name"
alias   CNAME   www
below   DNAME   example.net.
@       CAA     0 issue "ca.example.net"
@       CAA     128 iodef "mailto:security@example.com"
@       HINFO   "PDP-11" "Unix"
host    LOC     52 22 23.000 N 4 53 32.000 E -2.00m 1m 10000m 10m
@       NAPTR   100 10 "S" "SIP+D2U" "!^.*$!sip:info@example.com!" _sip._udp.example.com.
@       RP      host.example.com. about.example.com.
host    SSHFP   4 2 123456789abcdef67890123456789abcdef67890123456789abcdef123456789
@       TXT     "v=spf1 -all" "second text"
_443._tcp.www TLSA 3 1 1 0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef
_sip._udp SRV   10 60 5060 host
svc     SVCB    1 host.example.com. alpn="h2,h3" port=8443 ipv4hint=192.0.2.80
www     HTTPS   1 . alpn="h2" ipv6hint=2001:db8::80
call    URI     10 1 "https://example.com/path"
odd     TYPE65280 \# 4 0A000001
large   TXT     ( "0123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890123456789"
                  "0123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890123456789" )
        IN      TXT     "a text to make the answer too large for 512 bytes: 0123456789012345678901234567890123456789012345678901234567890123456789"
        IN      TXT     "a third, of another text: 0123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890123456789"
ZONE
} > example.com
{ zone example.org; echo 'www A 192.0.2.81'; } > example.org
{ zone example.net; echo 'www A 192.0.2.82'; } > example.net
mkdir keys second
(cd keys && for z in example.com example.org; do
  dnssec-keygen -q -a ECDSAP256SHA256 -f KSK $z >/dev/null && dnssec-keygen -q -a ECDSAP256SHA256 $z >/dev/null
done)
cp keys/*.key .
dnssec-signzone -q -S -K keys -o example.com example.com >/dev/null
dnssec-signzone -q -S -K keys -3 aabb -H 1 -o example.org example.org >/dev/null
tsig-keygen -a hmac-sha256 transfer > transfer.key
tsig-keygen -a hmac-sha256 wrong > wrong.key
sed 's/wrong/transfer/' wrong.key > forged.key
configuration() { # ADDRESS FOLDER ZONES
  cat > "$2/named.conf" <<CONF
include "$work/transfer.key";
options {
  directory "$work"; pid-file none; session-keyfile none; listen-on { $1; }; listen-on-v6 { none; }; recursion no; dnssec-validation no;
  allow-transfer { key transfer; 192.0.2.10; }; notify explicit; server-id "ns-one"; version "9"; cookie-secret "00112233445566778899aabbccddeeff";
};
controls { };
$3
CONF
}
configuration 192.0.2.20 . "
zone \"example.com\" { type primary; file \"example.com.signed\"; };
zone \"example.org\" { type primary; file \"example.org.signed\"; };
zone \"example.net\" { type primary; file \"example.net\"; allow-update { key transfer; }; also-notify { 192.0.2.10; }; };"
configuration 192.0.2.10 second "
zone \"example.net\" { type secondary; file \"second/example.net\"; primaries { 192.0.2.20 key transfer; }; allow-notify { 192.0.2.20; }; };"
in_server named -g -n 1 -c "$work/named.conf" 2> named.err &
wait_port 53
until in_server dig +short @192.0.2.20 example.net SOA | grep -q 2026010100; do :; done
ask() { in_client dig +tries=1 +time=2 @192.0.2.20 "$@" >/dev/null || true; }

start types 'port 53'
for question in 'example.com SOA' 'example.com NS' 'example.com CAA' 'example.com HINFO' 'host.example.com LOC' 'example.com NAPTR' \
  'example.com RP' 'host.example.com SSHFP' 'example.com TXT' '_443._tcp.www.example.com TLSA' '_sip._udp.example.com SRV' \
  'svc.example.com SVCB' 'www.example.com HTTPS' 'call.example.com URI' 'odd.example.com TYPE65280' 'a.below.example.com A' \
  'alias.example.com AAAA' 'x.y.wild.example.com TXT' 'www.example.com ANY' 'www.example.net A' 'www.elsewhere.example A'; do
  ask +noedns +norecurse $question
done
ask version.bind CH TXT
ask +noedns large.example.com TXT # cut, and asked again over TCP
ask +nsid +subnet=203.0.113.0/24 +padding=64 www.example.com A
ask +ednsopt=65001:abcd www.example.com A
ask +keepalive +tcp www.example.com A
ask +opcode=status www.example.com A
ask +edns=1 +noednsnegotiation www.example.com A
stop types

start dnssec 'port 53'
for question in 'www.example.com A' 'example.com DNSKEY' 'example.com SOA' 'nothing.example.com A' 'www.example.com MX' \
  'x.wild.example.com TXT' 'example.org DNSKEY' 'example.org NSEC3PARAM' 'nothing.example.org A' 'example.com CDS'; do
  ask +dnssec $question
done
ask +dnssec +tcp www.example.com A
ask +dnssec +cdflag +bufsize=512 example.com DNSKEY
stop dnssec

start transfer 'port 53'
ask +tcp example.com AXFR
ask -k "$work/transfer.key" example.net AXFR
ask -k "$work/forged.key" example.net AXFR   # BADSIG
ask -k "$work/wrong.key" example.net SOA     # BADKEY
ask example.net IXFR=2026010100
ask elsewhere.example AXFR
stop transfer

start update 'port 53'
ip netns exec $client named -g -n 1 -c "$work/second/named.conf" 2> second.err &
until ip netns exec $client dig +short @192.0.2.10 example.net SOA 2>/dev/null | grep -q 2026010100; do :; done
update() { in_client nsupdate "$@" 2>/dev/null || true; }
printf 'server 192.0.2.20\nzone example.net\nprereq nxdomain new.example.net\nupdate add new.example.net 300 A 192.0.2.99\nsend\n' | update -k transfer.key
# The second server is told, and fetches what is new.
until ip netns exec $client dig +short @192.0.2.10 new.example.net | grep -q 192.0.2.99; do :; done
printf 'server 192.0.2.20\nzone example.net\nprereq nxdomain new.example.net\nupdate add new.example.net 300 A 192.0.2.98\nsend\n' | update -k transfer.key
printf 'server 192.0.2.20\nzone example.net\nupdate delete new.example.net A\nsend\n' | update
stop update
ls -l "$out"/*.pcap
