#!/usr/bin/env bash
# Records TLS and DTLS between real programs, and what tshark makes of their hellos. Needs root, what lab.sh needs, and:
# tshark openssl gnutls-bin curl xxd.
#
#   ./record.sh [FOLDER]      writes *.pcap, ja3.tsv, secrets.log and root.zeek into FOLDER (default: here)
#
# Not recorded, since these programs do not speak it: SSL 2 and 3, encrypted hellos, groups that resist quantum computers.
set -euo pipefail
. "$(dirname "$0")/../lab.sh"
cd "$work"

# An authority, a server below it, a client below it.
cat > ca.cnf <<'CNF'
[ext_server]
subjectAltName = DNS:www.example.com,DNS:example.com
extendedKeyUsage = serverAuth
authorityInfoAccess = OCSP;URI:http://ocsp.example.com/
[ext_client]
extendedKeyUsage = clientAuth
CNF
openssl req -x509 -newkey rsa:2048 -nodes -days 3650 -subj "/C=AQ/O=Example/CN=Example Root" -keyout root.key -out root.pem 2>/dev/null
issue() { # NAME SUBJECT KEY...
  openssl req -newkey "${@:3}" -nodes -subj "$2" -keyout $1.key -out $1.csr 2>/dev/null
  openssl x509 -req -in $1.csr -CA root.pem -CAkey root.key -CAcreateserial -days 365 -extfile ca.cnf -extensions ext_$1 -out $1.pem 2>/dev/null
}
issue server "/C=AQ/O=Example/CN=www.example.com" rsa:2048
issue client "/C=AQ/O=Example/CN=alice" ec -pkeyopt ec_paramgen_curve:P-256
printf 'V\t%s\t\t%s\tunknown\t/C=AQ/O=Example/CN=www.example.com\n' \
  "$(date -u -d '+1 year' +%y%m%d%H%M%SZ)" "$(openssl x509 -in server.pem -noout -serial | cut -d= -f2)" > index.txt
openssl ocsp -issuer root.pem -cert server.pem -reqout req.der -no_nonce 2>/dev/null
openssl ocsp -index index.txt -rsigner root.pem -rkey root.key -CA root.pem -reqin req.der -respout ocsp.der -ndays 30 >/dev/null 2>&1

servers=
serve() { # PORT OPTIONS...: openssl's server; it ends with the script
  in_server openssl s_server -accept $1 -cert server.pem -key server.key -cert_chain root.pem -quiet "${@:2}" </dev/null >/dev/null 2>&1 &
  servers="$servers $!"
  wait_port $1
}
say() { # OPTIONS...: openssl's client asks for a page
  (printf 'GET / HTTP/1.0\r\n\r\n'; sleep 0.3) |
    in_client openssl s_client ${name:--servername www.example.com} -CAfile root.pem "$@" >/dev/null 2>&1 || true
}

old="-cipher DEFAULT:@SECLEVEL=0"
serve 443 -www $old
serve 4433 -www -Verify 1 -CAfile root.pem
serve 4434 -www -status_file ocsp.der
serve 4435 -www -nocert -psk 0123456789abcdef -psk_identity alice -tls1_2
serve 4436 -www -alpn h2,http/1.1 -groups P-384
to=192.0.2.20

start versions 'tcp port 443'
for v in -tls1 -tls1_1 -tls1_2 -tls1_3; do say -connect $to:443 $v $old; done
say -connect $to:443 -tls1_2 -cipher DHE-RSA-AES128-SHA
say -connect $to:443 -tls1_2 -cipher AES256-SHA256
name=-noservername say -connect $to:443 -alpn h2,http/1.1
in_client gnutls-cli --insecure -p 443 --sni-hostname=www.example.com $to </dev/null >/dev/null 2>&1 || true
in_client gnutls-cli --insecure -p 443 --sni-hostname=www.example.com --priority 'NORMAL:-VERS-ALL:+VERS-TLS1.2' $to </dev/null >/dev/null 2>&1 || true
at="--resolve www.example.com:443:$to --cacert root.pem -s -o /dev/null"
in_client curl $at https://www.example.com/ || true
in_client curl $at --tls-max 1.2 https://www.example.com/ || true
in_client curl --resolve www.example.com:443:$to -s -o /dev/null https://www.example.com/ || true # an alert
stop versions

start resumption 'tcp port 443'
say -connect $to:443 -tls1_2 -sess_out 12.session
say -connect $to:443 -tls1_2 -sess_in 12.session
say -connect $to:443 -tls1_2 -no_ticket -sess_out id.session
say -connect $to:443 -tls1_2 -no_ticket -sess_in id.session
say -connect $to:443 -tls1_3 -sess_out 13.session
say -connect $to:443 -tls1_3 -sess_in 13.session
stop resumption

start clients 'tcp port 4433'
say -connect $to:4433 -tls1_2 -cert client.pem -key client.key
say -connect $to:4433 -tls1_3 -cert client.pem -key client.key
say -connect $to:4433 -tls1_2 # shows none, and is refused
stop clients

start stapling 'tcp port 4434'
say -connect $to:4434 -tls1_2 -status
say -connect $to:4434 -tls1_3 -status
stop stapling

start psk 'tcp port 4435'
say -connect $to:4435 -tls1_2 -psk 0123456789abcdef -psk_identity alice
stop psk

start retry 'tcp port 4436'
say -connect $to:4436 -tls1_3 -alpn h2
say -connect $to:4436 -tls1_3 -serverinfo 65037 -alpn http/1.1 # an empty encrypted_client_hello
stop retry

for v in dtls1 dtls1_2; do
  in_server openssl s_server -$v -accept 4437 -cert server.pem -key server.key -cert_chain root.pem -quiet $old </dev/null >/dev/null 2>&1 &
  eval "pid_$v=$!"
  wait_port 4437
  start $v 'udp port 4437'
  (echo hello; sleep 0.3) | in_client openssl s_client -$v -connect $to:4437 -servername www.example.com $old >/dev/null 2>&1 || true
  stop $v
  ip netns pids $server | xargs -r ps -o pid=,args= -p | awk '/-accept 4437/ {print $1}' | xargs -r kill 2>/dev/null || true
  while in_server ss -Hlun 'sport = :4437' | grep -q .; do :; done
done

start decrypt 'tcp port 443'
for cipher in ECDHE-RSA-AES256-GCM-SHA384 ECDHE-RSA-AES128-GCM-SHA256 ECDHE-RSA-CHACHA20-POLY1305 AES256-GCM-SHA384; do
  say -connect $to:443 -tls1_2 -cipher $cipher -keylogfile keys.log
done
stop decrypt
# As policy/protocols/ssl/decryption reads it: without the four bytes of the time, bytes as \xHH.
{
  printf '#fields\tclient_random\tsecret\n'
  sed -n 's/^CLIENT_RANDOM ........\([0-9a-f]*\) \([0-9a-f]*\)$/\1\t\2/p' keys.log | sed 's/[0-9a-f][0-9a-f]/\\x&/g'
} > "$out/secrets.log"
# The authority, for scripts.
{
  echo '# The authority of the certificates in these captures.'
  printf 'redef SSL::root_certs += { ["CN=Example Root,O=Example,C=AQ"] = "%s" };\n' \
    "$(openssl x509 -in root.pem -outform DER | xxd -p | tr -d '\n' | sed 's/../\\x&/g')"
} > "$out/root.zeek"

# What another program says about the hellos: capture, port of the client, JA3 of its first hello, JA3S.
for pcap in versions resumption clients stapling psk retry dtls1 dtls1_2 decrypt; do
  p=tls; t=tcp
  case $pcap in dtls*) p=dtls; t=udp ;; esac
  hellos() { # TYPE PORT FIELD
    tshark -r "$out/$pcap.pcap" -d $t.port==4433-4437,$p -Y "$p.handshake.type==$1" -T fields -e $t.$2 -e $p.handshake.$3 2>/dev/null
  }
  hellos 1 srcport ja3 > c.txt
  hellos 2 dstport ja3s > s.txt
  awk -v OFS='\t' -v name=$pcap 'NR == FNR { s[$1] = $2; next } !($1 in seen) { seen[$1]; print name, $1, $2, ($1 in s ? s[$1] : "-") }' s.txt c.txt
done > "$out/ja3.tsv"
ls -l "$out"
