"""The land of the invented county: its outline, its rivers, and from them its villages and townships.

Settlement follows water here as it does in real hill country: streams come first, village sites are sown along
them (closer together near the county town), and borders fall between sites, so mostly on the high ground."""
import heapq
import math
import random

from . import names
from .plane import Frame, Grid, border, delaunay, dist, in_ring, lerp, ring_area, smooth

FRAME = Frame(113.30, 28.45)
TOWN = (-2.5, 2.0)
VILLAGES, TOWNSHIPS = 342, 21
CODE = "990126"  # 99 is no province


def outline(scale=1.0):
    """Radius by direction: lobes and bays, so that the county is neither a box nor a disc."""
    waves = [(2, 0.07, 0.5), (3, 0.085, 2.1), (4, 0.05, 4.0), (5, 0.04, 1.0), (7, 0.035, 5.2), (11, 0.02, 3.3)]
    ring = []
    for k in range(360):
        a = math.radians(k)
        r = 29.3 * (1 + sum(s * math.cos(n * a + ph) for n, s, ph in waves)) * scale
        ring.append((r * math.cos(a) * 1.03, r * math.sin(a) * 0.97))
    return ring


def climb(rng, p, course_for, longest, apart, seen, limit):
    """A stream followed upwards from its mouth: it wanders about one direction, and ends at the county's rim or
    where it would come too near another valley."""
    course, drift, heading = [p], 0.0, course_for
    for step in range(int(longest * 10)):
        drift = drift * 0.93 + rng.gauss(0, 0.045)
        heading += drift * 0.45 + 0.06 * (course_for - heading)
        p = (p[0] + 0.1 * math.cos(heading), p[1] + 0.1 * math.sin(heading))
        if not in_ring(limit, p):
            break
        if step % 3 == 0:
            ahead = (p[0] + 0.5 * math.cos(heading), p[1] + 0.5 * math.sin(heading))
            if any(True for _ in seen.near(ahead, min(apart, 0.62 * dist(p, course[0])))):
                break
        course.append(p)
    return course


def rivers(rng, edge):
    """A main river and three ranks of side streams. Returns a list of (rank, points every 100 m)."""
    course = smooth([(-38, 13), (-30, 10), (-22, 11), (-15, 6), (-8, 5), TOWN, (3, -1), (8, -6), (14, -5), (19, -11),
                     (26, -13), (31, -20), (38, -24)], 0.1)
    bends = [(rng.uniform(0.15, 0.4), rng.uniform(2.5, 6), rng.uniform(0, 6.28)) for _ in range(4)]
    main = []
    for k, p in enumerate(course):  # meanders: push the course sideways
        q, o = course[min(k + 1, len(course) - 1)], course[max(k - 1, 0)]
        n = dist(o, q) or 1
        s = sum(a * math.sin(k * 0.1 * 6.28 / w + ph) for a, w, ph in bends)
        main.append((p[0] - (q[1] - o[1]) / n * s, p[1] + (q[0] - o[0]) / n * s))
    streams, seen = [(0, main)], Grid(1.0)
    for p in main:
        seen.add(p, 0)
    limit = [(x * 1.06, y * 1.06) for x, y in edge]
    # rank: gap between mouths along the parent, longest course, distance kept from other streams
    for rank, spacing, longest, apart in ((1, (4.0, 6.5), 34, 2.6), (2, (1.6, 3.0), 11, 1.5), (3, (0.9, 1.9), 2.8, 0.75)):
        for parent_rank, parent in list(streams):
            if parent_rank != rank - 1 and not (rank == 3 and parent_rank == 1) and not (rank == 2 and parent_rank == 0):
                continue
            at, side = rng.uniform(*spacing) / 2, rng.choice((-1, 1))
            while at * 10 < len(parent) - 6:
                k = int(at * 10)
                at += rng.uniform(*spacing)
                side = -side if rng.random() < 0.8 else side
                p, q = parent[k], parent[k + 5]
                upstream, best = math.atan2(q[1] - p[1], q[0] - p[0]), []
                for _ in range(6):  # the longest of a few tries: streams reach as far as there is room
                    course = climb(rng, p, upstream + side * rng.uniform(0.7, 1.5), longest * rng.uniform(0.6, 1), apart, seen, limit)
                    best = course if len(course) > len(best) else best
                course = best
                if len(course) >= (12, 40, 16, 6)[rank]:
                    streams.append((rank, course))
                    for c in course:
                        seen.add(c, rank)
    return streams


class Village:
    def __init__(self, index, site):
        self.index, self.site = index, site
        self.parts = []        # polygons: each a list of rings in micro-degrees, exterior first
        self.next_to = []      # neighbouring villages
        self.township = None
        self.category, self.households = "", 0
        self.empty = False     # a forest farm, where nobody lives

    def contains(self, m):
        if not (self.box[0] <= m[0] <= self.box[2] and self.box[1] <= m[1] <= self.box[3]):
            return False
        return any(in_ring(rings[0], m) and not any(in_ring(h, m) for h in rings[1:]) for rings in self.parts)

    def close(self):
        xs = [x for rings in self.parts for x, _ in rings[0]]
        ys = [y for rings in self.parts for _, y in rings[0]]
        self.box = (min(xs), min(ys), max(xs), max(ys))

    def area(self):
        return sum(abs(ring_area([FRAME.km(m) for m in r])) * (-1 if k else 1)
                   for rings in self.parts for k, r in enumerate(rings))


class Land:
    def __init__(self):
        self.edge = outline()
        self.streams = rivers(random.Random("county rivers 4"), self.edge)
        self.valley = Grid(1.0)
        for rank, course in self.streams:
            for p in course[::2]:
                self.valley.add(p, rank)
        self.sow()
        self.draw_borders()
        self.group_townships()
        self.add_exclaves()
        self.roads()
        self.name_all()

    # Sites -----------------------------------------------------------------------------------------------------
    def spacing(self, p):
        """How far apart villages want to be here."""
        r = min(1.9, 0.36 + 0.24 * dist(p, TOWN))
        big = min((d for d, _, rank in self.valley.near(p, 4.0) if rank <= 1), default=4.0)
        return r * (0.75 + 0.16 * big)

    def sow(self):
        """Best-candidate sampling: of several candidates, mostly in valleys, the one with most room is taken."""
        rng = random.Random("county sites")
        bed = [p for rank, course in self.streams for p in course[::3] for _ in range((4, 3, 2, 1)[rank]) if in_ring(self.edge, p)]
        sites, want = [], []
        while len(sites) < VILLAGES:
            best, best_room, best_r = None, -1, 0
            tries = 0
            while tries < 14:
                if rng.random() < 0.75:
                    q = rng.choice(bed)
                    p = (q[0] + rng.gauss(0, 0.3), q[1] + rng.gauss(0, 0.3))
                elif rng.random() < 0.15:
                    p = (TOWN[0] + rng.gauss(0, 1.6), TOWN[1] + rng.gauss(0, 1.6))
                else:
                    p = (rng.uniform(-36, 36), rng.uniform(-36, 36))
                if not in_ring(self.edge, p):
                    continue
                tries += 1
                r = self.spacing(p)
                room = min((dist(p, s) / (r + w) for s, w in zip(sites, want)), default=9)
                if room > best_room:
                    best, best_room, best_r = p, room, r
            sites.append(best)
            want.append(best_r)
        self.villages = [Village(i, s) for i, s in enumerate(sites)]
        # The land beyond: sites outside the outline, so that the county's own border is drawn like any other.
        beyond, near, far = [], outline(1.015), outline(1.25)
        for _ in range(150):
            best, best_room = None, -1
            tries = 0
            while tries < 12:
                p = (rng.uniform(-45, 45), rng.uniform(-45, 45))
                if in_ring(far, p) and not in_ring(near, p):
                    tries += 1
                    room = min([dist(p, s) for s in beyond] or [9])
                    if room > best_room:
                        best, best_room = p, room
            beyond.append(best)
        ring = [(70 * math.cos(k * 0.2618), 70 * math.sin(k * 0.2618)) for k in range(24)]
        self.points = sites + beyond + ring

    # Borders ---------------------------------------------------------------------------------------------------
    def draw_borders(self):
        tris = delaunay(self.points)
        at = {}
        for t, (i, j, k, _) in enumerate(tris):
            for s in (i, j, k):
                at.setdefault(s, []).append(t)
        arcs, corner = {}, {}
        for v in self.villages:
            mine = sorted(at[v.index], key=lambda t: math.atan2(tris[t][3][1] - v.site[1], tris[t][3][0] - v.site[0]))
            ring = []
            for t, u in zip(mine, mine[1:] + mine[:1]):
                other = [s for s in tris[t][:3] if s in tris[u][:3] and s != v.index]
                assert len(other) == 1, "Voronoi cell not closed"
                other = other[0]
                if other < VILLAGES:
                    v.next_to.append(other)
                key = (min(t, u), max(t, u))
                if key not in arcs:
                    ends = [tris[x][3] for x in key]
                    arcs[key] = [FRAME.micro(p) for p in border("border %d %d" % key, ends[0], ends[1], v.site)]
                ring.append(corner.setdefault(t, FRAME.micro(tris[t][3])))
                ring += arcs[key] if key == (t, u) else arcs[key][::-1]
            ring = [p for p, q in zip(ring, ring[-1:] + ring[:-1]) if p != q]
            assert ring_area(ring) > 0
            v.parts = [[ring]]
            v.close()

    # Townships -------------------------------------------------------------------------------------------------
    def group_townships(self):
        """Seats spread over the county; every village joins the seat that is nearest along neighbouring villages,
        which keeps townships connected. Seats of large townships are handicapped until sizes are plausible."""
        rng = random.Random("county townships")
        vs = self.villages
        south = min(vs, key=lambda v: dist(v.site, (TOWN[0] - 0.8, TOWN[1] - 0.7)))
        north = min((v for v in vs if v is not south), key=lambda v: dist(v.site, (TOWN[0] + 0.9, TOWN[1] + 0.9)))
        seats = [south, north]
        valley_sites = [v for v in vs if any(rank <= 1 for _, _, rank in self.valley.near(v.site, 0.8)) and dist(v.site, TOWN) > 5
                        and math.hypot(*v.site) < 27]
        while len(seats) < TOWNSHIPS:
            pick = [rng.choice(valley_sites) for _ in range(40)]
            seats.append(max(pick, key=lambda v: min(dist(v.site, s.site) for s in seats)))
        size_wanted = [11, 11] + [VILLAGES // TOWNSHIPS] * (TOWNSHIPS - 2)
        weight = [1.0] * TOWNSHIPS
        best, best_spread = None, 1e9
        for _ in range(60):
            owner, heap = {}, [(0.0, s.index, k) for k, s in enumerate(seats)]
            while heap:
                cost, i, k = heapq.heappop(heap)
                if i in owner:
                    continue
                owner[i] = k
                for j in vs[i].next_to:
                    if j not in owner:
                        step = dist(vs[i].site, vs[j].site) / (self.spacing(vs[i].site) + self.spacing(vs[j].site))
                        heapq.heappush(heap, (cost + step * weight[k], j, k))
            sizes = [sum(1 for i in range(VILLAGES) if owner[i] == k) for k in range(TOWNSHIPS)]
            spread = sum((a / b - 1) ** 2 for a, b in zip(sizes, size_wanted))
            if spread < best_spread:
                best, best_spread = owner, spread
            weight = [w * (s / t) ** 0.25 for w, s, t in zip(weight, sizes, size_wanted)]
        for v in vs:
            v.township = best[v.index]
        # Towns before townships in the code order: the bigger seats (nearer the main valley) are towns.
        rest = sorted(range(2, TOWNSHIPS), key=lambda k: dist(seats[k].site, TOWN))
        order = [0, 1] + rest
        rank = {k: n for n, k in enumerate(order)}
        for v in vs:
            v.township = rank[v.township]
        self.seats = [seats[k] for k in order]

    # Exclaves --------------------------------------------------------------------------------------------------
    def add_exclaves(self):
        """Three villages own a piece of land inside a neighbour: a second part here, a matching hole there."""
        rng = random.Random("county exclaves")
        taken, self.exclaves = set(), []
        for host in sorted(self.villages, key=lambda v: -v.area()):
            if len(self.exclaves) == 3:
                break
            owners = [self.villages[j] for j in host.next_to if j not in taken and self.villages[j] not in self.seats]
            if host.index in taken or not owners or host in self.seats:
                continue
            ring = [FRAME.km(m) for m in host.parts[0][0]]
            spots = []
            for d, p, _ in sorted(self.valley.near(host.site, 3.0)):
                if in_ring(ring, p) and min(dist(p, q) for q in ring) > 0.85:
                    spots.append(p)
            if not spots:
                continue
            c = rng.choice(spots)
            owner = min(owners, key=lambda v: dist(v.site, c))
            radius = rng.uniform(0.38, 0.55)
            wave = [(n, rng.uniform(0.04, 0.12), rng.uniform(0, 6.28)) for n in (2, 3, 5, 7)]
            blob = []
            for k in range(26):
                a = k * 2 * math.pi / 26
                r = radius * (1 + sum(s * math.cos(n * a + ph) for n, s, ph in wave))
                blob.append(FRAME.micro((c[0] + r * math.cos(a), c[1] + r * math.sin(a))))
            owner.parts.append([blob])
            host.parts[0].append(blob[::-1])  # RFC 7946: holes run clockwise
            owner.close()
            taken.update([owner.index, host.index] + owner.next_to)
            self.exclaves.append((owner, host, c))
        assert len(self.exclaves) == 3

    # Roads -----------------------------------------------------------------------------------------------------
    def roads(self):
        """Most roads follow streams and need no line of their own; these cross the passes between seats. Each
        seat is joined to its nearest seats."""
        rng = random.Random("county roads")
        done = set()
        for s in self.seats:
            for t in sorted(self.seats, key=lambda t: dist(s.site, t.site))[1:3]:
                key = (min(s.index, t.index), max(s.index, t.index))
                if key in done:
                    continue
                done.add(key)
                n = max(2, int(dist(s.site, t.site) / 2.2))
                pts = [s.site] + [(lambda p: (p[0] + rng.gauss(0, 0.55), p[1] + rng.gauss(0, 0.55)))(lerp(s.site, t.site, k / n))
                                  for k in range(1, n)] + [t.site]
                self.streams.append((4, smooth(pts, 0.1)))

    # Names and codes ----------------------------------------------------------------------------------------------
    def name_all(self):
        rng = random.Random("county names")
        far = sorted((v for v in self.villages if v not in self.seats and len(v.parts) == 1 and len(v.parts[0]) == 1),
                     key=lambda v: sum(1 for _ in self.valley.near(v.site, 1.5)) / (1 + v.area()))
        farms = [far[0]]
        farms.append(next(v for v in far[1:] if v.township != farms[0].township))
        for v in farms:
            v.empty = True
        farm_names = {farms[0].index: "云雾", farms[1].index: "天岭"}
        streets = list(names.TOWN_COMMUNITIES)
        for k, (tname, tkind) in enumerate(names.TOWNSHIPS):
            tcode = CODE + ("%03d" % (k + 1) if k < 2 else "%03d" % (101 + k - 2) if k < 14 else "%03d" % (201 + k - 14))
            mine = [v for v in self.villages if v.township == k]
            mine.sort(key=lambda v: (v is not self.seats[k], round(v.site[1] / 4), v.site[0] * (1 if round(v.site[1] / 4) % 2 else -1)))
            used, number = set(), {"社区": 0, "村": 200, "林场": 400}
            for v in mine:
                v.town = k < 2 and dist(v.site, TOWN) < 3.6
                kind = "林场" if v.empty else "社区" if v.town or v is self.seats[k] else "村"
                if v.empty:
                    name = farm_names[v.index]
                elif v.town and streets:
                    name = streets.pop(0)
                elif v is self.seats[k]:
                    name = tname
                else:
                    name = rng.choice(names.FIRST) + rng.choice(names.SECOND)
                    while name in used or name[0] == name[1] or name == tname:
                        name = rng.choice(names.FIRST) + rng.choice(names.SECOND)
                used.add(name)
                number[kind] += 1
                v.code = tcode + "%03d" % number[kind]
                v.short, v.name, v.name_en = name, name + kind, names.english(name, kind)
                v.township_name, v.township_en = tname + tkind, names.english(tname, tkind)
        order = sorted(self.villages, key=lambda v: v.code)
        old = {v.index: n for n, v in enumerate(order)}  # from here on, index order is code order
        for v in order:
            v.next_to = sorted(old[j] for j in v.next_to)
        for n, v in enumerate(order):
            v.index = n
        self.villages = order

    def locate(self, m, hint):
        """The village that holds a point: the hinted one and its neighbours first."""
        for v in [hint] + [self.villages[j] for j in hint.next_to]:
            if v.contains(m):
                return v
        return next((v for v in self.villages if v.contains(m)), None)
