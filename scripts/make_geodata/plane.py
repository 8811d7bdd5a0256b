"""Plane geometry: a local grid in kilometres, Delaunay and Voronoi, natural-looking borders, point in polygon.

Village borders are made once for each pair of neighbours and rounded once to whole micro-degrees, so that
both neighbours hold exactly the same vertices and the sheet has neither gaps nor overlaps."""
import math
import random


class Frame:
    """Kilometres east and north of an origin <-> whole micro-degrees. A linear map is enough here (and keeps
    straight lines straight): the county is half a degree wide."""

    def __init__(self, lon, lat):
        self.lon, self.lat = lon * 1e6, lat * 1e6
        self.kx = 1e6 / (111.320 * math.cos(math.radians(lat)))
        self.ky = 1e6 / 110.850

    def micro(self, p):
        return (round(self.lon + p[0] * self.kx), round(self.lat + p[1] * self.ky))

    def km(self, m):
        return ((m[0] - self.lon) / self.kx, (m[1] - self.lat) / self.ky)


def degrees(micro):
    """Micro-degrees as text; integers all the way, so no digit depends on the machine."""
    sign = "-" if micro < 0 else ""
    return "%s%d.%06d" % (sign, abs(micro) // 1000000, abs(micro) % 1000000)


def dist(a, b):
    return math.hypot(a[0] - b[0], a[1] - b[1])


def lerp(a, b, t):
    return (a[0] + (b[0] - a[0]) * t, a[1] + (b[1] - a[1]) * t)


def ring_area(ring):
    return sum(a[0] * b[1] - b[0] * a[1] for a, b in zip(ring, ring[1:] + ring[:1])) / 2


def in_ring(ring, p):
    x, y = p
    inside = False
    px, py = ring[-1]
    for qx, qy in ring:
        if (qy > y) != (py > y) and x < (px - qx) * (y - qy) / (py - qy) + qx:
            inside = not inside
        px, py = qx, qy
    return inside


class Grid:
    """Points in square bins, for 'what is near here' without looking at everything."""

    def __init__(self, size):
        self.size, self.bins = size, {}

    def add(self, p, value):
        self.bins.setdefault((math.floor(p[0] / self.size), math.floor(p[1] / self.size)), []).append((p, value))

    def near(self, p, reach):
        n = math.ceil(reach / self.size)
        i, j = math.floor(p[0] / self.size), math.floor(p[1] / self.size)
        for a in range(i - n, i + n + 1):
            for b in range(j - n, j + n + 1):
                for q, value in self.bins.get((a, b), ()):
                    d = dist(p, q)
                    if d <= reach:
                        yield d, q, value


def delaunay(points):
    """Bowyer–Watson. Quadratic, which for some 500 points is below a second. Returns (i, j, k, centre)."""
    n = len(points)
    pts = points + [(-4000.0, -3000.0), (4000.0, -3000.0), (0.0, 5000.0)]

    def circle(i, j, k):
        (ax, ay), (bx, by), (cx, cy) = pts[i], pts[j], pts[k]
        bx, by, cx, cy = bx - ax, by - ay, cx - ax, cy - ay
        d = 2 * (bx * cy - by * cx)
        ux = (cy * (bx * bx + by * by) - by * (cx * cx + cy * cy)) / d
        uy = (bx * (cx * cx + cy * cy) - cx * (bx * bx + by * by)) / d
        return (i, j, k, ax + ux, ay + uy, ux * ux + uy * uy)

    tris = [circle(n, n + 1, n + 2)]
    for i in range(n):
        x, y = pts[i]
        keep, edges = [], {}
        for t in tris:
            if (x - t[3]) ** 2 + (y - t[4]) ** 2 < t[5]:
                for e in ((t[0], t[1]), (t[1], t[2]), (t[2], t[0])):
                    e = (min(e), max(e))
                    edges[e] = edges.get(e, 0) + 1
            else:
                keep.append(t)
        tris = keep + [circle(a, b, i) for (a, b), times in edges.items() if times == 1]
    return [(t[0], t[1], t[2], (t[3], t[4])) for t in tris if max(t[:3]) < n]


def border(seed, v, w, site, finest=0.25):
    """The border between two Voronoi vertices as a natural line: the quadrilateral around the straight edge
    is subdivided at random points. The line cannot leave the quadrilateral, and the quadrilaterals of different
    edges do not overlap, so borders never cross themselves or each other."""
    length = dist(v, w)
    if length < 0.04:
        return []
    ux, uy = (w[0] - v[0]) / length, (w[1] - v[1]) / length
    along = (site[0] - v[0]) * ux + (site[1] - v[1]) * uy
    off = abs((site[0] - v[0]) * uy - (site[1] - v[1]) * ux)
    # Half height: inside the triangles to both sites (they mirror each other), and well short of the sites.
    reach = max(along, length - along)
    h = min(0.9 * length / 2 * off / reach if reach > 0 else 0, 0.45 * off, 0.42 * length)
    m = lerp(v, w, 0.5)
    rng = random.Random(seed)
    least = 3 if length > 0.3 else 2 if length > 0.12 else 1
    depth = max(least, min(5, math.ceil(math.log2(length / finest))))
    out = []

    def split(a, b, c, d, level):
        p, q = rng.uniform(0.28, 0.72), rng.uniform(0.28, 0.72)
        e, f, g, i = lerp(a, d, p), lerp(b, c, p), lerp(a, b, q), lerp(d, c, q)
        mid = lerp(e, f, q)
        if level > 1:
            split(a, g, mid, e, level - 1)
        out.append(mid)
        if level > 1:
            split(mid, f, c, i, level - 1)

    split(v, (m[0] - uy * h, m[1] + ux * h), w, (m[0] + uy * h, m[1] - ux * h), depth)
    return out


def smooth(points, step):
    """A Catmull–Rom curve through the points, in pieces of about `step`."""
    pts = [points[0]] + list(points) + [points[-1]]
    out = []
    for a, b, c, d in zip(pts, pts[1:], pts[2:], pts[3:]):
        n = max(1, round(dist(b, c) / step))
        for k in range(n):
            t = k / n
            out.append(tuple(0.5 * (2 * b[i] + (c[i] - a[i]) * t + (2 * a[i] - 5 * b[i] + 4 * c[i] - d[i]) * t * t
                                    + (3 * b[i] - a[i] - 3 * c[i] + d[i]) * t ** 3) for i in (0, 1)))
    out.append(points[-1])
    return out
