"""Geometry blobs to begin with: `python3 Fuzz/blobs.py FOLDER`."""
import struct
import sys
from pathlib import Path

folder = Path(sys.argv[1])
ring = [(0, 0), (4, 0), (4, 4), (0, 4), (0, 0)]
hole = [(1, 1), (1, 2), (2, 2), (1, 1)]


def polygon(rings, order="<"):
    body = struct.pack(order + "I", 3) + struct.pack(order + "I", len(rings))
    for points in rings:
        body += struct.pack(order + "I", len(points)) + b"".join(struct.pack(order + "2d", *point) for point in points)
    return (b"\1" if order == "<" else b"\0") + body


for order, flag in (("<", 1), (">", 0)):
    head = b"GP\0" + bytes([flag]) + struct.pack(order + "i", 4326)
    boxed = b"GP\0" + bytes([flag | 2]) + struct.pack(order + "i", 4326) + struct.pack(order + "4d", 0, 4, 0, 4)
    mark = b"\1" if order == "<" else b"\0"
    point = mark + struct.pack(order + "I", 1) + struct.pack(order + "2d", 113.5, 28.2)
    many = mark + struct.pack(order + "II", 6, 2) + polygon([ring, hole], order) + polygon([ring], order)
    high = mark + struct.pack(order + "I", 1001) + struct.pack(order + "3d", 113.5, 28.2, 9)
    for name, data in (("point", head + point), ("polygon", boxed + polygon([ring, hole], order)), ("multi", head + many), ("z", head + high),
                       ("empty", b"GP\0" + bytes([flag | 16]) + struct.pack(order + "i", 4326) + point)):
        (folder / f"{name}-{flag}").write_bytes(data)
