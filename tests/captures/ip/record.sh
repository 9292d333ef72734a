#!/usr/bin/env bash
# Records what is rare in IP headers: options, and packets from a host to itself. Needs root, what ../lab.sh needs, and: iputils-ping.
#
#   ./record.sh [FOLDER]      writes options.pcap and self.pcap into FOLDER (default: here)
set -euo pipefail
. "$(dirname "$0")/../lab.sh"

ip -n $client addr add 192.0.2.11/24 dev veth-c
start options icmp
in_client ping -q -c 1 -R 192.0.2.20 >/dev/null                         # the way is recorded
in_server ping -q -c 1 -T tsandaddr 192.0.2.10 >/dev/null               # times are recorded
in_client ping -q -c 1 -I 192.0.2.11 -s 100 192.0.2.20 >/dev/null       # without options
stop options

# Goes over the loopback interface.
in_server dnsmasq --no-daemon --no-resolv --no-hosts --listen-address=192.0.2.20 --bind-interfaces --port=53 --user=root \
  --address=/www.example.com/192.0.2.20 2>/dev/null &
wait_port 53
: > "$work/tcpdump.err"
in_server tcpdump -i lo -U --immediate-mode -s 0 -w "$work/self.pcap" 'port 53' 2>"$work/tcpdump.err" &
recorder=$!
until grep -q listening "$work/tcpdump.err"; do :; done
in_server dig +tries=1 +time=1 @192.0.2.20 www.example.com A >/dev/null
in_server dig +tries=1 +time=1 +tcp @192.0.2.20 www.example.com A >/dev/null
kill -TERM $recorder
wait $recorder || true
cp "$work/self.pcap" "$out/self.pcap"
ls -l "$out"/*.pcap
