"""What a million indicators cost: time to load, memory, and CPU time of a connection, in units of sha256sum over the capture.

  bench/indicators.py BIN CAPTURE [INDICATORS]

The feed is made here: half of it addresses, the rest names and hashes of files. None of them is met, as in most minutes of most networks.
"""
import hashlib
import os
import pathlib
import random
import sys
import tempfile

from measure import cpu

LOAD = "frameworks/intel/seen"


def feed(path, count):
    """Writes a feed; same count, same bytes."""
    draw = random.Random(1)
    with open(path, "w") as f:
        f.write("#fields\tindicator\tindicator_type\tmeta.source\tmeta.desc\n")
        for i in range(count):
            kind = i % 10
            if kind < 5:
                # 240.0.0.0/4 is in use nowhere.
                address = 0xF0000000 + draw.getrandbits(28)
                value, name = ".".join(str(address >> s & 255) for s in (24, 16, 8, 0)), "ADDR"
            elif kind < 8:
                value, name = f"{draw.getrandbits(48):x}.bad{draw.randrange(1000)}.example", "DOMAIN"
            else:
                value, name = hashlib.sha256(str(i).encode()).hexdigest(), "FILE_HASH"
            f.write(f"{value}\tIntel::{name}\tfeed\tknown bad\n")


def main():
    binary, capture = (str(pathlib.Path(p).resolve()) for p in sys.argv[1:3])
    count = int(sys.argv[3]) if len(sys.argv) > 3 else 1_000_000
    runs = int(os.environ.get("RUNS", "3"))
    with tempfile.TemporaryDirectory() as folder:
        path = pathlib.Path(folder, "feed.intel")
        feed(path, count)
        read = f'Intel::read_files={{"{path}"}}'
        empty = ["-b", "-e", "event zeek_init() { }"]

        def median(command):
            rows = []
            for _ in range(runs):
                unit, _ = cpu(["sha256sum", capture], folder)
                seconds, memory = cpu(command, folder)
                rows.append((seconds / unit, seconds, memory))
            return sorted(rows)[len(rows) // 2]

        base, _, bare_memory = median([binary, LOAD])
        loaded, seconds, memory = median([binary, LOAD, read])
        without, _, _ = median([binary, "-r", capture, LOAD])
        with_feed, _, _ = median([binary, "-r", capture, LOAD, read])
        with open(pathlib.Path(folder, "conn.log")) as log:
            connections = sum(1 for line in log if not line.startswith("#"))
        cost = (with_feed - without - (loaded - base)) / max(connections, 1)
        print(f"{count} indicators: {seconds:.2f} s to load ({loaded - base:.2f} units), "
              f"{memory / 1e6:.0f} MB for the process ({bare_memory / 1e6:.0f} MB without)")
        print(f"{connections} connections: {without:.2f} units without the feed, {with_feed:.2f} with it; "
              f"{cost * 1e6:.3f} millionths of a unit more for a connection")


if __name__ == "__main__":
    main()
