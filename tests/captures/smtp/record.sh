#!/usr/bin/env bash
# Records mail in chunks (BDAT) from one Exim to another. Needs root, what ../lab.sh needs, and exim4-daemon-light; since it does not
# stand beside another mail server, it may be unpacked (dpkg -x) and its program named by EXIM.
#
#   ./record.sh [FOLDER]      writes bdat.pcap into FOLDER (default: here)
set -euo pipefail
. "$(dirname "$0")/../lab.sh"
exim=${EXIM:-/usr/sbin/exim4}

# Exim's user and its configurations are known to the namespaces only, which see another /etc each.
for name in client server; do
  cp -a /etc "$work/etc-$name"
  sed -i '/^Debian-exim:/d' "$work/etc-$name"/{passwd,group}
  echo 'Debian-exim:x:4243:4243::/nonexistent:/usr/sbin/nologin' >> "$work/etc-$name/passwd"
  echo 'Debian-exim:x:4243:' >> "$work/etc-$name/group"
  rm -rf "$work/etc-$name/exim4"
  mkdir "$work/etc-$name/exim4"
done
configuration() { # NAME REST
  mkdir -p "$work/$1"
  chown 4243:4243 "$work/$1"
  cat > "$work/etc-$1/exim4/exim4.conf" <<CONF
primary_hostname = $1.example.com
exim_path = $exim
spool_directory = $work/$1
log_file_path = $work/$1/%slog
tls_advertise_hosts =
host_lookup =
rfc1413_hosts =
acl_smtp_rcpt = accept
acl_smtp_data = accept
$2
CONF
}
configuration server "daemon_smtp_ports = 25
local_interfaces = 192.0.2.20
chunking_advertise_hosts = *
begin acl
begin routers
drop:
  driver = accept
  transport = drop
begin transports
drop:
  driver = appendfile
  file = /dev/null
  user = 4243
  group = 4243"
configuration client "begin acl
begin routers
onward:
  driver = manualroute
  route_list = * 192.0.2.20
  transport = onward
begin transports
onward:
  driver = smtp
  hosts_try_prdr ="
run() { # NAMESPACE NAME ARGUMENTS...
  ip netns exec $1 sh -c 'mount --bind "$1" /etc && shift && exec "$@"' sh "$work/etc-$2" "$exim" "${@:3}"
}
run $server server -bd
wait_port 25
send() { run $client client -odi -oi -f alice@example.com "$@"; }

start bdat 'tcp port 25'
printf 'From: alice@example.com\nTo: bob@example.com\nSubject: one chunk\n\nHello there.\n' | send bob@example.com
{
  printf 'From: alice@example.com\nTo: bob@example.com\nSubject: many chunks\nMIME-Version: 1.0\nContent-Type: multipart/mixed; boundary="cut"\n\n'
  printf -- '--cut\nContent-Type: text/plain\n\n.\nA line of a dot alone is one like any other.\n'
  printf -- '--cut\nContent-Type: text/plain; name="numbers.txt"\nContent-Disposition: attachment; filename="numbers.txt"\n\n'
  seq 1 4000
  printf -- '--cut--\n'
} | send bob@example.com carol@example.com
stop bdat
ls -l "$out"/*.pcap
