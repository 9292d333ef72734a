#!/usr/bin/env bash
# Records SSH with passwords, wrong and right, one that is asked for word by word, and a file copied. Needs root, what ../lab.sh
# needs, and: openssh-server openssh-client sshpass openssl.
#
#   ./record.sh [FOLDER]      writes passwords and copy.pcap into FOLDER (default: here)
set -euo pipefail
. "$(dirname "$0")/../lab.sh"

# alice exists, with her password, in the server's namespace only.
mkdir -p "$work/home" /run/sshd
chmod 755 "$work/home"
{ cat /etc/passwd; echo "alice:x:4242:65534::$work/home:/bin/sh"; } > "$work/passwd"
{ cat /etc/shadow; echo "alice:$(openssl passwd -6 right):19000:0:99999:7:::"; } > "$work/shadow"
chmod 600 "$work/shadow"
chown 4242 "$work/home"
ssh-keygen -q -t ed25519 -N '' -f "$work/host"
in_server sh -c "mount --bind '$work/passwd' /etc/passwd && mount --bind '$work/shadow' /etc/shadow && exec /usr/sbin/sshd -f /dev/null \
  -h '$work/host' -p 22 -o ListenAddress=192.0.2.20 -o PidFile=none -o UsePAM=no -o MaxAuthTries=4 -o 'Subsystem=sftp internal-sftp'"
wait_port 22
options="-F /dev/null -o StrictHostKeyChecking=no -o UserKnownHostsFile=/dev/null -o LogLevel=ERROR -o IdentityFile=none"
with() { in_client sshpass -p "$1" "${@:2}" >/dev/null 2>&1 || true; }

start passwords 'tcp port 22'
with wrong ssh $options -o NumberOfPasswordPrompts=1 alice@192.0.2.20 true
with right ssh $options alice@192.0.2.20 true
with wrong ssh $options -o NumberOfPasswordPrompts=1 nobody-of-that-name@192.0.2.20 true
with right ssh $options -c aes128-ctr -m hmac-sha2-256 -o Compression=yes alice@192.0.2.20 true
# Two wrong ones, then the right one, over one connection.
cat > "$work/ask" <<ASK
#!/bin/sh
echo >> "$work/asked"
[ \$(wc -l < "$work/asked") -gt 2 ] && echo right || echo wrong
ASK
chmod +x "$work/ask"
in_client env DISPLAY=:0 SSH_ASKPASS="$work/ask" SSH_ASKPASS_REQUIRE=force setsid ssh $options alice@192.0.2.20 true >/dev/null 2>&1 </dev/null || true
stop passwords

seq 1 6000 > "$work/numbers"
start copy 'tcp port 22'
with right scp $options "$work/numbers" alice@192.0.2.20:numbers
with right scp $options alice@192.0.2.20:numbers "$work/back"
stop copy
cmp "$work/numbers" "$work/back"
ls -l "$out"/*.pcap
