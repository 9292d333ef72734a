# Sourced by the scripts that record: two network namespaces with a veth pair between them, 192.0.2.10 (client) and 192.0.2.20
# (server), a folder $work for the programs' files, $out for the captures. All of it goes when the script ends, with every
# program that was started in the namespaces. Needs root and: iproute2 tcpdump ethtool.
out=$(realpath "${1:-$(dirname "$0")}")
work=$(mktemp -d)
chmod 755 "$work"
client=zander-c$$ server=zander-s$$
cleanup() {
  for ns in $client $server; do
    ip netns pids $ns 2>/dev/null | xargs -r kill 2>/dev/null || true
    ip netns del $ns 2>/dev/null || true
  done
  rm -rf "$work"
}
trap cleanup EXIT

ip netns add $client
ip netns add $server
ip link add veth-c netns $client type veth peer name veth-s netns $server
ip -n $client addr add 192.0.2.10/24 dev veth-c
ip -n $server addr add 192.0.2.20/24 dev veth-s
ip -n $client addr add 2001:db8::10/64 dev veth-c nodad
ip -n $server addr add 2001:db8::20/64 dev veth-s nodad
for ns in $client $server; do ip -n $ns link set lo up; done
ip -n $client link set veth-c up
ip -n $server link set veth-s up
for end in "$client veth-c" "$server veth-s"; do
  # Packets as they are on a wire: with checksums, no larger than frames.
  ip netns exec ${end% *} ethtool -K ${end#* } tx off rx off tso off gso off gro off >/dev/null 2>&1 || true
done
in_client() { timeout 20 ip netns exec $client "$@"; }
in_server() { ip netns exec $server "$@"; }

recorder=
start() { # NAME FILTER
  : > "$work/tcpdump.err"
  ip netns exec $client tcpdump -i veth-c -U --immediate-mode -s 0 -w "$work/$1.pcap" "$2" 2>>"$work/tcpdump.err" &
  recorder=$!
  until grep -q listening "$work/tcpdump.err"; do :; done
}
stop() { # NAME
  in_client ping -q -c 1 -W 1 192.0.2.20 >/dev/null # lets the last packets arrive
  kill -TERM $recorder
  wait $recorder || true
  cp "$work/$1.pcap" "$out/$1.pcap"
}
wait_port() { # PORT: until a server listens there
  until in_server ss -Hltun "sport = :$1" | grep -q .; do :; done
}
