"""A capture to train a build with: the captures of the tree, many times over and mixed, each time between other hosts.

  bench/training.py COPIES > CAPTURE

Everything is taken from tests/captures, so a build trained with it knows no more than what is in the tree.
"""
import heapq
import pathlib
import struct
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent
ETHERNET = 1
# A copy begins so many microseconds after the one before it: some of them run at a time.
STAGGER = 20_000
# How long any conversation is to take at most, so that copies of the slow ones do not pile up.
LONGEST = 2_000_000


def read(path):
    """The frames of a capture over Ethernet with microseconds, each with its time since the first; of others, none."""
    data = path.read_bytes()
    magic, link_type = struct.unpack_from("<I16xI", data)
    if magic != 0xA1B2C3D4 or link_type != ETHERNET:
        return []
    frames, at, first = [], 24, None
    while at < len(data):
        second, micro, length, _ = struct.unpack_from("<IIII", data, at)
        time = second * 1_000_000 + micro
        first = time if first is None else first
        frames.append((min(time - first, LONGEST), bytearray(data[at + 16 : at + 16 + length])))
        at += 16 + length
    return frames


def summed(frame, at, change):
    """Brings the internet checksum at a place of a frame up to date with words that grew by `change` in all (RFC 1624)."""
    old = struct.unpack_from(">H", frame, at)[0]
    total = (~old & 0xFFFF) + change
    while total >> 16:
        total = (total & 0xFFFF) + (total >> 16)
    struct.pack_into(">H", frame, at, ~total & 0xFFFF)


def moved(frame, number):
    """The frame as it would be between the hosts of copy `number`: one word of both addresses is another."""
    frame = bytearray(frame)
    kind = struct.unpack_from(">H", frame, 12)[0]
    if kind == 0x0800 and len(frame) >= 34:
        protocol, transport, words = frame[23], 14 + (frame[14] & 15) * 4, (26, 30)
        # Later fragments have no header of the transport.
        whole = struct.unpack_from(">H", frame, 20)[0] & 0x1FFF == 0
    elif kind == 0x86DD and len(frame) >= 54:
        protocol, transport, words, whole = frame[20], 54, (26, 42), True
    else:
        return frame
    change = 0
    for at in words:
        old = struct.unpack_from(">H", frame, at)[0]
        new = (old ^ number) & 0xFFFF
        struct.pack_into(">H", frame, at, new)
        change += new + (~old & 0xFFFF)
    if kind == 0x0800:
        summed(frame, 24, change)
    checksum = {6: 16, 17: 6}.get(protocol)
    if checksum and whole and len(frame) >= transport + checksum + 2:
        if protocol == 6 or frame[transport + 6 : transport + 8] != b"\0\0":
            summed(frame, transport + checksum, change)
    return frame


def main():
    copies = int(sys.argv[1])
    captures = [read(path) for path in sorted((ROOT / "tests/captures").rglob("*.pcap"))]

    def copy(frames, number):
        return ((number * STAGGER + time, moved(frame, number)) for time, frame in frames)

    out = sys.stdout.buffer
    out.write(struct.pack("<IHHiIII", 0xA1B2C3D4, 2, 4, 0, 0, 65535, ETHERNET))
    streams = (copy(frames, number) for number in range(copies) for frames in captures)
    for time, frame in heapq.merge(*streams, key=lambda entry: entry[0]):
        time += 1_700_000_000_000_000
        out.write(struct.pack("<IIII", time // 1_000_000, time % 1_000_000, len(frame), len(frame)))
        out.write(frame)


if __name__ == "__main__":
    main()
