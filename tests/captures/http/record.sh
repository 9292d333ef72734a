#!/usr/bin/env bash
# Records HTTP beyond plain pages: bodies in brotli and zstd, a proxy, WebSocket. Needs root, what ../lab.sh needs, and: curl nginx
# libnginx-mod-http-brotli-filter zstd openssl tinyproxy, and python3-websockets for Debian's python3.
#
#   ./record.sh [FOLDER]      writes codings, proxy and websocket.pcap into FOLDER (default: here)
set -euo pipefail
. "$(dirname "$0")/../lab.sh"

openssl req -x509 -newkey rsa:2048 -nodes -days 3650 -subj "/C=AQ/O=Example/CN=www.example.com" \
  -addext "subjectAltName=DNS:www.example.com" -keyout "$work/key.pem" -out "$work/cert.pem" 2>/dev/null
mkdir "$work/www"
printf '<html><head><title>Hello</title></head><body>%s</body></html>\n' "$(seq -s ' ' 1 400)" > "$work/www/index.html"
seq -s ' ' 1 9000 > "$work/www/numbers.txt"
zstd -q "$work/www/numbers.txt" -o "$work/www/numbers.zst"
cat > "$work/nginx.conf" <<CONF
load_module /usr/lib/nginx/modules/ngx_http_brotli_filter_module.so;
pid $work/nginx.pid; error_log $work/error.log; user root;
events {}
http {
  access_log off; brotli on; brotli_min_length 1; brotli_types text/plain; gzip on; default_type text/plain;
  types { text/html html; text/plain txt; }
  client_body_temp_path $work/body; proxy_temp_path $work/proxy; fastcgi_temp_path $work/f; uwsgi_temp_path $work/u; scgi_temp_path $work/s;
  server { listen 192.0.2.20:80; listen 192.0.2.20:443 ssl; server_name www.example.com; root $work/www;
    ssl_certificate $work/cert.pem; ssl_certificate_key $work/key.pem;
    location = /numbers.zst { add_header Content-Encoding zstd; } }
}
CONF
in_server nginx -c "$work/nginx.conf"
wait_port 80

start codings 'tcp port 80'
at="--resolve www.example.com:80:192.0.2.20"
in_client curl -s $at -H 'Accept-Encoding: br' http://www.example.com/index.html http://www.example.com/numbers.txt -o /dev/null -o /dev/null
in_client curl -s $at --http1.0 -H 'Accept-Encoding: br' http://www.example.com/index.html -o /dev/null # until the connection ends
in_client curl -s $at -H 'Accept-Encoding: gzip' http://www.example.com/index.html -o /dev/null
in_client curl -s $at -H 'Accept-Encoding: zstd' http://www.example.com/numbers.zst -o /dev/null
stop codings

# The proxy finds the server by the name it has in its own namespace's hosts file.
cat > "$work/tinyproxy.conf" <<CONF
User root
Group root
Port 8888
Listen 192.0.2.20
Timeout 5
BasicAuth alice secret
ConnectPort 443
ConnectPort 80
CONF
mkdir -p /etc/netns/$server
printf '127.0.0.1 localhost\n192.0.2.20 www.example.com\n' > /etc/netns/$server/hosts
in_server tinyproxy -d -c "$work/tinyproxy.conf" >/dev/null 2>&1 &
wait_port 8888
rm -r /etc/netns/$server
rmdir --ignore-fail-on-non-empty /etc/netns

start proxy 'tcp port 8888'
through="-s -k -x http://192.0.2.20:8888 -o /dev/null"
in_client curl $through -U alice:secret http://www.example.com/index.html
in_client curl $through -U alice:secret https://www.example.com/index.html
in_client curl $through -U alice:secret --proxytunnel http://www.example.com/index.html # HTTP in the tunnel
in_client curl $through https://www.example.com/ || true                                # 407
in_client curl $through -U alice:secret https://www.example.com:8443/ || true           # a port it does not connect to
stop proxy

cat > "$work/server.py" <<'PY'
import asyncio, websockets

async def serve(socket):
    try:
        async for message in socket:
            await socket.send(message)
    except websockets.ConnectionClosed:
        pass

async def main():
    async with websockets.serve(serve, "192.0.2.20", 8080, compression="deflate", subprotocols=["echo.example"], server_header="Echo/1.0"):
        await asyncio.Future()

asyncio.run(main())
PY
cat > "$work/client.py" <<'PY'
import asyncio, websockets

async def say(code, reason, messages, **options):
    async with websockets.connect("ws://192.0.2.20:8080/echo", user_agent_header="Talk/1.0", **options) as socket:
        for message in messages:
            await socket.send(message)
            await socket.recv()
        await (await socket.ping(b"there?"))
        await socket.close(code, reason)

async def main():
    whole = ["Hello", b"\x00\x01\x02", "x" * 300, "y" * 70000]
    await say(1000, "done", whole, compression=None)
    await say(1000, "", [["in ", "three ", "pieces"]], compression=None, subprotocols=["other.example", "echo.example"])
    await say(4000, "compressed", whole, compression="deflate")

asyncio.run(main())
PY
in_server /usr/bin/python3 "$work/server.py" &
wait_port 8080
start websocket 'tcp port 8080'
in_client /usr/bin/python3 "$work/client.py"
stop websocket
ls -l "$out"/*.pcap
