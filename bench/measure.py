"""Times the monitor over made captures, pairing each run with sha256sum over the same file."""
import os
import pathlib
import struct
import subprocess
import sys
import tempfile

# What the reference takes on one core, and the goal, in units of sha256sum.
GOALS = {"mixed": (12.5, 1.0), "connections": (75, 6), "dns": (118, 8), "http": (6.8, 0.7), "tls": (2.7, 0.4), "bulk": (1.0, 0.25)}
RUNS = int(os.environ.get("RUNS", "3"))


def cpu(command, cwd):
    """CPU seconds and peak memory in bytes of one process, its output thrown away."""
    pid = os.fork()
    if pid == 0:
        os.chdir(cwd)
        null = os.open(os.devnull, os.O_RDWR)
        for fd in (0, 1, 2):
            os.dup2(null, fd)
        os.execvp(command[0], command)
    _, status, usage = os.wait4(pid, 0)
    if status:
        sys.exit(f"bench: {' '.join(command)} ended with status {status}")
    return usage.ru_utime + usage.ru_stime, usage.ru_maxrss * 1024


def packets(path):
    """How many packets a capture holds, and their bytes."""
    count = total = 0
    with open(path, "rb") as f:
        f.read(24)
        while header := f.read(16):
            length = struct.unpack("<IIII", header)[2]
            f.seek(length, 1)
            count, total = count + 1, total + length
    return count, total


def units(binary, path, arguments, folder):
    """Units, seconds and peak memory of a run, which leaves its logs and files in a new folder below `folder`."""
    cwd = tempfile.mkdtemp(dir=folder)
    unit, _ = cpu(["sha256sum", str(path)], cwd)
    seconds, memory = cpu([binary, "-r", str(path), *arguments], cwd)
    return seconds / unit, seconds, memory


def main():
    # One folder for all runs, removed when all have been measured: a file system goes on with the removal of thousands of
    # extracted files for seconds, at the cost of whoever makes files meanwhile (half of the time of the next run on ext4).
    with tempfile.TemporaryDirectory() as folder:
        measure(folder, *sys.argv[1:])


def measure(folder, binary, make, captures, size, *profiles):
    extra = os.environ.get("ZANDER_ARGUMENTS", "").split()
    print(f"{'profile':12}{'units':>8}{'goal':>7}{'reference':>11}{'seconds':>9}{'memory MB':>11}{'packets/s':>12}{'Gbit/s':>8}")
    for profile in profiles:
        path = pathlib.Path(captures, f"{profile}-{size}.pcap").resolve()
        if not path.exists():
            part = path.with_suffix(".part")
            subprocess.run([make, "--profile", profile, "--size", size, "--out", str(part)], check=True, stdout=subprocess.DEVNULL)
            part.rename(path)
        count, total = packets(path)
        rows = sorted(units(binary, path, extra, folder) for _ in range(RUNS))
        ratio, seconds, memory = rows[len(rows) // 2]
        reference, goal = GOALS.get(profile, ("-", "-"))
        print(f"{profile:12}{ratio:8.2f}{goal:>7}{reference:>11}{seconds:9.2f}{memory / 1e6:11.0f}{count / seconds:12.0f}{total * 8 / seconds / 1e9:8.2f}", flush=True)


if __name__ == "__main__":
    main()
