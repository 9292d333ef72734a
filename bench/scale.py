"""Many connections: memory must not grow with their number.

  bench/scale.py BIN [CONNECTIONS]
  bench/scale.py --make CONNECTIONS > CAPTURE

Makes a capture of short TCP connections (6 of 10 without an answer, 3 refused, 1 complete) of 20000 hosts, 10000 a second, and pipes
it into a run that detects scans with bench/scans.zeek. Prints CPU time, memory after a tenth of the connections and after all.
"""
import os
import pathlib
import struct
import subprocess
import sys
import tempfile
import time

HOSTS = 20000
RATE = 10000


def make(count, out):
    """Writes the capture."""
    out.write(struct.pack("<IHHiIII", 0xA1B2C3D4, 2, 4, 0, 0, 65535, 1))
    ethernet = b"\x02\0\0\0\0\x01\x02\0\0\0\0\x02\x08\0"
    ip = struct.Struct(">BBHHHBBHII").pack
    tcp = struct.Struct(">HHIIBBHHH").pack
    head = struct.Struct("<IIII").pack
    batch = []

    def packet(second, micro, src, dst, sport, dport, seq, ack, flags):
        batch.append(head(second, micro, 54, 54))
        batch.append(ethernet)
        batch.append(ip(0x45, 0, 40, 0, 0, 64, 6, 0, src, dst))
        batch.append(tcp(sport, dport, seq, ack, 0x50, flags, 8192, 0, 0))

    syn, ack, rst, fin = 2, 16, 4, 1
    for n in range(count):
        second, micro = 1_700_000_000 + n // RATE, n % RATE * (1_000_000 // RATE)
        client = 0x0A000000 + n % HOSTS
        turn = n // HOSTS
        # Hosts take turns: some sweep addresses, some ports, most reach for the same few servers.
        kind = client % 100
        server = 0xC6120000 + (turn if kind == 0 else client * 31 % 5000 + turn % 5)
        port = turn % 60000 + 1 if kind == 1 else (22, 23, 25, 80, 443)[turn % 5]
        if kind == 1:
            server = 0xC6120000 + client % 5000
        sport = 1024 + turn % 60000
        packet(second, micro, client, server, sport, port, 100, 0, syn)
        answer = n % 10
        if answer >= 6 and answer < 9:
            packet(second, micro + 20, server, client, port, sport, 0, 101, rst | ack)
        elif answer == 9:
            packet(second, micro + 20, server, client, port, sport, 500, 101, syn | ack)
            packet(second, micro + 40, client, server, sport, port, 101, 501, ack)
            packet(second, micro + 60, client, server, sport, port, 101, 501, fin | ack)
            packet(second, micro + 80, server, client, port, sport, 501, 102, fin | ack)
        if len(batch) > 20000:
            out.write(b"".join(batch))
            batch.clear()
    out.write(b"".join(batch))


def lines(log):
    """How many lines a log has; none when it was not written."""
    if not log.exists():
        return 0
    with open(log) as f:
        return sum(1 for line in f if not line.startswith("#"))


def main():
    if sys.argv[1] == "--make":
        return make(int(sys.argv[2]), sys.stdout.buffer)
    binary = str(pathlib.Path(sys.argv[1]).resolve())
    count = int(sys.argv[2]) if len(sys.argv) > 2 else 5_000_000
    here = pathlib.Path(__file__).resolve()
    with tempfile.TemporaryDirectory() as folder:
        def run(n):
            maker = subprocess.Popen([sys.executable, str(here), "--make", str(n)], stdout=subprocess.PIPE)
            command = [binary, "-C", "-r", "-", str(here.with_name("scans.zeek"))]
            reader = subprocess.Popen(command, stdin=maker.stdout, cwd=folder, stderr=subprocess.DEVNULL)
            maker.stdout.close()
            _, status, usage = os.wait4(reader.pid, 0)
            maker.wait()
            if status:
                sys.exit(f"bench: the run ended with status {status}")
            return usage.ru_utime + usage.ru_stime, usage.ru_maxrss * 1024

        begun = time.time()
        _, tenth = run(count // 10)
        seconds, peak = run(count)
        rows, notices = (lines(pathlib.Path(folder, f"{log}.log")) for log in ("conn", "notice"))
        print(f"{rows} connections, {notices} notices: {seconds:.1f} s of CPU ({seconds / rows * 1e6:.2f} µs a connection), "
              f"{peak / 1e6:.0f} MB at most; {tenth / 1e6:.0f} MB with a tenth of them; {time.time() - begun:.0f} s in all")


main()
