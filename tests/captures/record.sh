#!/usr/bin/env bash
# Records the captures of this folder from real programs. Needs root, what lab.sh needs, and: curl nginx bind9-dnsutils
# dnsmasq openssl openssh-server vsftpd opensmtpd swaks libnet-ssleay-perl.
#
#   ./record.sh [FOLDER]      writes http, dns, tls, ssh, ftp and smtp.pcap into FOLDER (default: here)
set -euo pipefail
. "$(dirname "$0")/lab.sh"

openssl req -x509 -newkey rsa:2048 -nodes -days 3650 -subj "/C=AQ/O=Example/CN=www.example.com" \
  -addext "subjectAltName=DNS:www.example.com,DNS:example.com" -keyout "$work/key.pem" -out "$work/cert.pem" 2>/dev/null
mkdir "$work/www"
printf '<html><head><title>Hello</title></head><body>%s</body></html>\n' "$(seq -s ' ' 1 400)" > "$work/www/index.html"
head -c 20000 /dev/zero | tr '\0' 'x' > "$work/www/large.txt"
printf '\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\1\0\0\0\1\10\2\0\0\0\x90wS\xde\0\0\0\0IEND\xaeB`\x82' > "$work/www/dot.png"
cat > "$work/nginx.conf" <<CONF
pid $work/nginx.pid; error_log $work/error.log; user root;
events {}
http {
  access_log off; gzip on; gzip_min_length 1; gzip_types text/plain; default_type text/plain;
  types { text/html html; text/plain txt; image/png png; }
  client_body_temp_path $work/body; proxy_temp_path $work/proxy; fastcgi_temp_path $work/f; uwsgi_temp_path $work/u; scgi_temp_path $work/s;
  server { listen 80; listen [::]:80; listen 443 ssl; server_name www.example.com; root $work/www;
    ssl_certificate $work/cert.pem; ssl_certificate_key $work/key.pem; ssl_protocols TLSv1.2 TLSv1.3;
    location /form { return 303 /index.html; } location /private { return 401 "no\n"; } }
}
CONF
in_server nginx -c "$work/nginx.conf"
in_server dnsmasq --no-daemon --no-resolv --no-hosts --listen-address=192.0.2.20 --bind-interfaces --port=53 --user=root \
  --address=/www.example.com/192.0.2.20 --host-record=mail.example.com,192.0.2.25,2001:db8::25 \
  --mx-host=example.com,mail.example.com,10 --txt-record=example.com,"v=spf1 -all" --local=/example.com/ \
  --cname=alias.example.com,mail.example.com --srv-host=_sip._udp.example.com,mail.example.com,5060 --ptr-record=20.2.0.192.in-addr.arpa,www.example.com 2>/dev/null &
wait_port 80; wait_port 53

start http 'tcp port 80'
at="--resolve www.example.com:80:192.0.2.20"
in_client curl -s $at http://www.example.com/ -o /dev/null
in_client curl -s $at --compressed http://www.example.com/index.html http://www.example.com/dot.png -o /dev/null -o /dev/null
in_client curl -s $at -d 'user=alice&note=hello+world' -A 'Form/1.0' http://www.example.com/form -o /dev/null
in_client curl -s $at -r 100-299 -e http://www.example.com/ http://www.example.com/large.txt -o /dev/null
in_client curl -s $at -u alice:secret http://www.example.com/private -o /dev/null
in_client curl -s $at -I http://www.example.com/missing -o /dev/null
in_client curl -s -g 'http://[2001:db8::20]/large.txt' -o /dev/null
in_client curl -s --connect-timeout 1 http://192.0.2.20:80/ --http1.0 -o /dev/null
stop http

start dns 'port 53'
dig_at() { in_client dig +tries=1 +time=1 @192.0.2.20 "$@" >/dev/null || true; }
dig_at www.example.com A
dig_at mail.example.com AAAA
dig_at example.com MX
dig_at example.com TXT
dig_at alias.example.com A
dig_at _sip._udp.example.com SRV
dig_at -x 192.0.2.20
dig_at nothing.example.com A
dig_at +noedns +norecurse www.example.com A
dig_at +tcp www.example.com A
stop dns

start tls 'tcp port 443'
at="--resolve www.example.com:443:192.0.2.20"
in_client curl -sk $at --tls-max 1.2 https://www.example.com/ -o /dev/null
in_client curl -sk $at --tlsv1.3 https://www.example.com/ -o /dev/null
in_client curl -s $at https://www.example.com/ -o /dev/null || true # the certificate is its own issuer: alert
stop tls

ssh-keygen -q -t ed25519 -N '' -f "$work/host"
ssh-keygen -q -t ed25519 -N '' -f "$work/user"
mkdir -p /run/sshd
install -m 600 "$work/user.pub" "$work/authorized"
in_server /usr/sbin/sshd -f /dev/null -h "$work/host" -p 22 -o ListenAddress=192.0.2.20 -o PidFile=none -o StrictModes=no \
  -o AuthorizedKeysFile="$work/authorized" -o PermitRootLogin=yes -o UsePAM=no
wait_port 22
start ssh 'tcp port 22'
ssh_to() { in_client ssh -F /dev/null -o BatchMode=yes -o StrictHostKeyChecking=no -o UserKnownHostsFile=/dev/null -o LogLevel=ERROR "$@" || true; }
ssh_to -i "$work/user" root@192.0.2.20 true
ssh_to -o IdentityFile=none root@192.0.2.20 true 2>/dev/null
stop ssh
# Files: plain transfers both ways, active and passive, over IPv4 and IPv6; a wrong password; a control channel under TLS.
mkdir -p "$work/ftp/pub" "$work/empty"
printf 'a file\n%s\n' "$(seq -s ' ' 1 300)" > "$work/ftp/pub/file.txt"
cp "$work/www/dot.png" "$work/ftp/pub/"
chown -R ftp "$work/ftp/pub" && chmod 755 "$work/ftp"
cat > "$work/vsftpd.conf" <<CONF
listen_ipv6=YES
background=NO
anonymous_enable=YES
anon_upload_enable=YES
write_enable=YES
anon_root=$work/ftp
local_enable=YES
secure_chroot_dir=$work/empty
ssl_enable=YES
allow_anon_ssl=YES
force_local_logins_ssl=NO
force_local_data_ssl=NO
rsa_cert_file=$work/cert.pem
rsa_private_key_file=$work/key.pem
pasv_min_port=30000
pasv_max_port=30009
seccomp_sandbox=NO
isolate_network=NO
CONF
in_server vsftpd "$work/vsftpd.conf" &
wait_port 21
start ftp 'tcp'
in_client curl -s ftp://192.0.2.20/pub/ -o /dev/null
in_client curl -s --disable-epsv ftp://192.0.2.20/pub/file.txt -o /dev/null
in_client curl -s --ftp-port - --disable-eprt ftp://192.0.2.20/pub/dot.png -o /dev/null
in_client curl -s -g --ftp-port - 'ftp://[2001:db8::20]/pub/file.txt' -o /dev/null
in_client curl -s -T "$work/www/large.txt" ftp://192.0.2.20/pub/upload.txt
in_client curl -s -u alice:wrong ftp://192.0.2.20/ -o /dev/null || true
in_client curl -sk --ssl-reqd ftp://192.0.2.20/pub/file.txt -o /dev/null
stop ftp

# Mail: a plain message, one of several parts, one over TLS, a recipient nobody knows.
cat > "$work/smtpd.conf" <<CONF
pki mail.example.com cert "$work/cert.pem"
pki mail.example.com key "$work/key.pem"
listen on 192.0.2.20 tls pki mail.example.com hostname mail.example.com
action "drop" mda "/bin/cat"
match from any for domain "example.com" action "drop"
CONF
chmod 600 "$work/key.pem" "$work/smtpd.conf"
in_server smtpd -d -f "$work/smtpd.conf" >/dev/null 2>&1 &
wait_port 25
start smtp 'tcp port 25'
mail() { in_client swaks --server 192.0.2.20 --helo client.example.com --from alice@example.com --hide-all "$@" || true; }
mail --to root@example.com --header 'Subject: plain' --body 'Hello there.'
mail --to root@example.com --header 'Subject: parts' --body 'See the picture.' --attach-type image/png --attach "@$work/www/dot.png"
mail --to root@example.com --tls --header 'Subject: secret' --body 'Nobody sees this.'
mail --to nobody@example.net --header 'Subject: relay' --body 'No.'
stop smtp

ls -l "$out"/*.pcap
