"""Where people live: hamlets along streams and roads, market towns at the seats, streets in the county town;
then the households, their categories, and the enterprises."""
import bisect
import math
import random

from . import names
from .land import FRAME, TOWN
from .plane import dist, lerp

HOUSEHOLDS = 36018
NO_COORDINATES, OVER_BORDER, FAR_AWAY, NO_VILLAGE = 432, 144, 6, 20
CATEGORIES = [("five-guarantee", 0.025), ("low-income", 0.09), ("petitioning", 0.006), ("disabled", 0.04),
              ("party veteran", 0.015), ("left-behind child", 0.03)]
ENTERPRISES = [("institution", 110), ("school", 128), ("clinic", 206), ("cooperative", 172), ("shop", 338), ("enterprise", 196)]


class Target:
    """A household or an enterprise. `true` is where it stands; `listed` what the roster says (None: nothing)."""
    __slots__ = "id name name_en kind village hamlet declared true listed located category address people".split()

    def __init__(self, village, hamlet, true):
        self.village, self.hamlet, self.true, self.listed, self.located = village, hamlet, true, true, village
        self.declared, self.category = village.code, ""


def shares(total, weights, low, high):
    """Whole numbers that add up to `total`, in proportion to the weights but between low and high."""
    a, b = 0.0, 10.0 * total / sum(weights)
    for _ in range(60):
        m = (a + b) / 2
        if sum(max(low, min(high, int(w * m))) for w in weights) < total:
            a = m
        else:
            b = m
    out = [max(low, min(high, int(w * a))) for w in weights]
    k = 0
    while sum(out) < total:
        if low <= out[k] < high:
            out[k] += 1
        k = (k + 7) % len(out) if len(out) % 7 else (k + 1) % len(out)
    return out


class Settlement:
    def __init__(self, land):
        self.land, self.taken = land, set()  # taken: no two houses on one spot
        self.line_points()
        self.populate()
        self.spoil()
        self.households.sort(key=lambda h: (h.village.index, h.hamlet))
        self.number()
        self.categorise(random.Random("county categories"))
        self.enterprises = self.open_enterprises(random.Random("county enterprises"))

    def line_points(self):
        """The stretches of stream and road in each village: (point, direction, rank)."""
        lines = {v.index: [] for v in self.land.villages}
        by_site = sorted((v.site, v) for v in self.land.villages)
        xs = [s[0] for s, _ in by_site]
        for rank, course in self.land.streams:
            for k in range(0, len(course) - 2, 2):
                p, q = course[k], course[k + 2]
                m = FRAME.micro(p)
                lo, hi = bisect.bisect_left(xs, p[0] - 6), bisect.bisect_right(xs, p[0] + 6)
                near = sorted((dist(s, p), v.index, v) for s, v in by_site[lo:hi] if abs(s[1] - p[1]) < 6)[:5]
                home = next((v for _, _, v in near if v.contains(m)), None)
                if home:
                    lines[home.index].append((p, math.atan2(q[1] - p[1], q[0] - p[0]), rank))
        for v in self.land.villages:
            if len(lines[v.index]) < 8:  # hill villages off the streams: two tracks from the middle of the village
                rng = random.Random("track " + v.code)
                a = rng.uniform(0, math.pi)
                reach = math.sqrt(v.area()) * 0.42
                for turn in (a, a + math.pi * rng.uniform(0.8, 1.2)):
                    end = (v.site[0] + reach * math.cos(turn), v.site[1] + reach * math.sin(turn))
                    lines[v.index] += [(lerp(v.site, end, t / 12), turn, 3) for t in range(12)
                                       if v.contains(FRAME.micro(lerp(v.site, end, t / 12)))]
        self.lines = lines

    def populate(self):
        rng = random.Random("county households 2")
        lived = [v for v in self.land.villages if not v.empty]
        weights = []
        for v in lived:
            ease = sum((2.2, 2.0, 1.2, 0.6, 0.8)[rank] for _, _, rank in self.lines[v.index])
            w = (25 + ease) * rng.lognormvariate(0, 0.38)
            if v.town:
                w = (70 + 330 * math.exp(-(dist(v.site, TOWN) / 1.9) ** 2)) * rng.lognormvariate(0, 0.15)
            elif v in self.land.seats:
                w = w + 150
            weights.append(w)
        counts = shares(HOUSEHOLDS, weights, 20, 450)
        assert sum(counts) == HOUSEHOLDS
        self.households = []
        for v, n in zip(lived, counts):
            spots = self.street_houses(rng, v, n) if v.town else self.hamlet_houses(rng, v, n)
            assert len(spots) == n
            self.households += [Target(v, hamlet, m) for hamlet, m in spots]

    def free(self, v, p):
        m = FRAME.micro(p)
        if m in self.taken or not v.contains(m):
            return None
        self.taken.add(m)
        return m

    def street_houses(self, rng, v, n):
        """Houses on both sides of a street pattern that is turned a little from north, densest in the middle."""
        (x0, y0), (x1, y1) = FRAME.km(v.box[:2]), FRAME.km(v.box[2:])
        c, s = math.cos(0.35), math.sin(0.35)
        out = []
        while len(out) < n:
            p = (rng.uniform(x0, x1), rng.uniform(y0, y1))
            if rng.random() > max(0.02, math.exp(-(dist(p, TOWN) / 1.3) ** 2)):
                continue
            a, b = p[0] * c + p[1] * s, p[1] * c - p[0] * s
            if rng.random() < 0.6:
                a = round(a / 0.16) * 0.16 + rng.choice((-1, 1)) * rng.uniform(0.008, 0.02)
            else:
                b = round(b / 0.24) * 0.24 + rng.choice((-1, 1)) * rng.uniform(0.008, 0.02)
            m = self.free(v, (a * c - b * s, a * s + b * c))
            if m:
                out.append(((math.floor(a / 0.48), math.floor(b / 0.48)), m))
        order = {h: k for k, h in enumerate(sorted({h for h, _ in out}))}
        return [(order[h], m) for h, m in sorted(out)]

    def hamlet_houses(self, rng, v, n):
        """Hamlets of very uneven sizes, strung along the village's streams and roads. The first is the largest."""
        line = self.lines[v.index]
        seat = v in self.land.seats
        pull = [(4.0, 3.2, 1.4, 0.6, 0.9)[rank] for _, _, rank in line]
        want = max(2, min(14, round(n / rng.uniform(8, 17))))
        centres = []
        if seat:
            centres.append(min(line, key=lambda s: dist(s[0], v.site)))
        for _ in range(want * 12):
            if len(centres) == want:
                break
            c = rng.choices(line, pull)[0]  # streams of higher rank draw more
            if all(dist(c[0], o[0]) > 0.3 for o in centres):
                centres.append(c)
        sizes = [rng.paretovariate(1.15) for _ in centres]
        sizes.sort(reverse=True)
        if seat:
            sizes[0] = sum(sizes[1:]) * 1.5 + 2
        if len(v.parts) > 1:  # the exclave has its own hamlet
            spot = next(c for owner, _, c in self.land.exclaves if owner is v)
            near = min((p for lines in self.lines.values() for p in lines), key=lambda s: dist(s[0], spot))
            centres.append((spot, near[1], 2))
            sizes.append(sum(sizes) * 0.12)
        spot_of = {spot: k for k, spot in enumerate(line)}
        bounds = [sum(sizes[:k + 1]) / sum(sizes) for k in range(len(sizes))]
        out = []
        for k in range(n):
            u = (k + 0.5) / n
            h = next(i for i, b in enumerate(bounds) if u <= b or i == len(bounds) - 1)
            centre, heading, rank = centres[h]
            here = max(1, round(n * sizes[h] / sum(sizes)))
            long = 0.075 + 0.042 * math.sqrt(here)      # elongated along the road or stream
            wide = 0.02 + 0.0055 * math.sqrt(here)
            bank = (0.12, 0.08, 0.05, 0.04, 0.0)[rank]   # not in the water
            for attempt in range(400):
                slack = 1 + attempt / 40
                if rng.random() < 0.10:                  # lone farms along any of the village's lines
                    at, turn, _ = rng.choice(line)
                    a, b = rng.gauss(0, 0.1), rng.choice((-1, 1)) * (0.03 + rng.expovariate(9))
                else:
                    at, turn = centre, heading
                    side = 1 if (h * 7 + v.index) % 2 else -1
                    a, b = rng.gauss(0, long), side * (bank + abs(rng.gauss(0, wide)) * slack) * (1 if rng.random() < 0.8 else -1)
                    if seat and h == 0 and rng.random() < 0.4:
                        a, b = rng.gauss(0, 0.03), rng.gauss(0, long * 0.6)  # the market's cross street
                    elif abs(a) > 0.1 and (at, turn, rank) in spot_of:
                        at, turn, a = self.follow(line, spot_of[(at, turn, rank)], a)
                m = self.free(v, (at[0] + a * math.cos(turn) - b * math.sin(turn), at[1] + a * math.sin(turn) + b * math.cos(turn)))
                if m:
                    break
            else:
                while not m:
                    at = rng.choice(line)[0] if rng.random() < 0.9 else v.site
                    m = self.free(v, (at[0] + rng.gauss(0, 0.15), at[1] + rng.gauss(0, 0.15)))
            out.append((h, m))
        return out

    @staticmethod
    def follow(line, k, a):
        """Go `a` km along a line from its k-th point, round its bends: the point reached, the direction there, and what
        is left to go. Ends where the line leaves the village."""
        step = 1 if a > 0 else -1
        while abs(a) > 0.1 and 0 <= k + step < len(line) and dist(line[k][0], line[k + step][0]) < 0.26:
            a -= step * dist(line[k][0], line[k + step][0])
            k += step
        return line[k][0], line[k][1], max(-0.1, min(0.1, a))

    def spoil(self):
        """What real rosters have: no coordinates, a house just over the border, a bad GPS fix, no village."""
        rng = random.Random("county roster faults")
        pool = list(range(len(self.households)))
        rng.shuffle(pool)
        take = iter(pool)
        for _ in range(NO_COORDINATES):
            h = self.households[next(take)]
            h.listed = None
        self.over_border = []
        while len(self.over_border) < OVER_BORDER:
            h = self.households[next(take)]
            at = FRAME.km(h.true)
            ring = h.village.parts[0][0]
            edge = min(ring, key=lambda m: dist(FRAME.km(m), at))
            e = FRAME.km(edge)
            d = dist(at, e)
            if d > 0.9 or d == 0 or h.village.town:
                continue
            beyond = rng.uniform(0.02, 0.13)
            m = FRAME.micro((e[0] + (e[0] - at[0]) / d * beyond, e[1] + (e[1] - at[1]) / d * beyond))
            there = self.land.locate(m, h.village)
            if there is None or there is h.village or there.empty or m in self.taken:
                continue
            self.taken.add(m)
            h.true = h.listed = m
            h.located = there
            self.over_border.append(h)
        self.far = []
        for lon, lat in ((112.304517, 29.118823), (114.871290, 28.204466), (113.982145, 27.015530), (116.397026, 39.917385),
                         (113.250338, 23.130911), (111.027741, 28.866102)):
            h = self.households[next(take)]
            h.listed = (round(lon * 1e6), round(lat * 1e6))
            h.located = None  # outside every village; it counts for the declared one
            self.far.append(h)
        self.no_village = []
        for _ in range(NO_VILLAGE):
            h = self.households[next(take)]
            h.declared = ""
            self.no_village.append(h)

    def number(self):
        """Ids in roster order; hamlets become the village's groups (组); a hamlet has one leading family name."""
        rng = random.Random("county people")
        house, last, surname = 0, None, ""
        for k, h in enumerate(self.households):
            if (h.village, h.hamlet) != last:
                house, last, surname = 0, (h.village, h.hamlet), rng.choice(names.SURNAMES)
            house += 1 if rng.random() < 0.93 else 2
            h.id = "H%06d" % (k + 1)
            h.name = names.person(rng, surname if rng.random() < 0.6 else None)
            h.address = "%s%d组%d号" % (h.village.name, h.hamlet + 1, house)
            h.people = rng.choices((1, 2, 3, 4, 5, 6, 7, 8), (9, 19, 22, 22, 15, 8, 3, 2))[0]
        for v in self.land.villages:
            v.households = 0
        for h in self.households:
            v = h.village
            v.households += 1
        for v in self.land.villages:  # what the village once declared is near the roster, seldom better
            if v.households and rng.random() < 0.45:
                v.households = max(15, v.households + round(rng.gauss(0, 0.035) * v.households + rng.choice((-2, -1, 1, 2))))

    def categorise(self, rng):
        """Poor and lonely households are somewhat commoner in the hills, as a supervisor would expect."""
        for h in self.households:
            hill = 0.8 if h.village.town else 0.9 + 0.02 * min(12, dist(h.village.site, TOWN))
            have = [c for c, share in CATEGORIES if rng.random() < share * (hill if c != "petitioning" else 1)]
            if "five-guarantee" in have:
                h.people = min(h.people, 2)
                have = [c for c in have if c != "left-behind child"]
            if "left-behind child" in have:
                h.people = max(h.people, 2)
            h.category = ";".join(have)

    def open_enterprises(self, rng):
        at = {}
        for h in self.households:
            if h.listed and h.located is h.village:
                at.setdefault(h.village.index, []).append(h)
        lived = [v for v in self.land.villages if v.index in at]
        out, had = [], set()
        for kind, n in ENTERPRISES:
            while n:
                if kind == "institution":
                    v = rng.choice(self.land.seats)
                else:
                    v = rng.choices(lived, [len(at[v.index]) for v in lived])[0]
                if kind == "clinic":
                    name, en = ("卫生院", "Health Centre") if v in self.land.seats else ("卫生室", "Clinic")
                elif kind == "school":
                    name, en = rng.choices((("小学", "Primary School"), ("幼儿园", "Kindergarten"), ("中学", "Middle School")), (7, 3, 1))[0]
                elif kind == "cooperative":
                    name, en = rng.choice(names.PRODUCTS)
                    name, en = name + "专业合作社", en + " Cooperative"
                else:
                    name, en = rng.choice({"shop": names.SHOPS, "enterprise": names.WORKS, "institution": names.OFFICES}[kind])
                if (v.index, name) in had:
                    continue
                had.add((v.index, name))
                m = None
                while not m:
                    h = rng.choice(at[v.index])
                    x, y = FRAME.km(h.true)
                    m = self.free(v, (x + rng.uniform(-0.05, 0.05), y + rng.uniform(-0.05, 0.05)))
                e = Target(v, h.hamlet, m)
                e.kind, e.name, e.name_en = kind, v.short + name, names.pinyin(v.short) + " " + en
                out.append(e)
                n -= 1
        out.sort(key=lambda e: e.village.index)
        for k, e in enumerate(out):
            e.id = "E%05d" % (k + 1)
        return out
