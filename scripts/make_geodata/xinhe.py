"""The village sample: 新河村 Xinhe Village, invented, and its visiting day, 17 December 2016. It lies in another
invented county, so that it can be used on its own and never clashes with the county sample."""
import datetime
import math
import random

from . import names, out
from .people import Group, make_members
from .plane import Frame, dist, in_ring, ring_area, smooth
from .visits import Visit, fix, number, stamp

FRAME = Frame(112.6100, 28.0500)
CODE, NAME = "990217104203", "新河村"
DAY = datetime.date(2016, 12, 17)
HOUSEHOLDS, MEMBERS, QUESTIONS, SUGGESTIONS = 275, 44, 15, 13
SIZES = [4, 3, 4, 3, 3, 4, 3, 3, 4, 3, 3, 4, 3]
ENTERPRISES = [("小学", "Primary School", "school"), ("卫生室", "Clinic", "clinic"), ("幼儿园", "Kindergarten", "school"),
               ("茶叶专业合作社", "Tea Cooperative", "cooperative"), ("水产专业合作社", "Fish Cooperative", "cooperative"),
               ("百货店", "General Store", "shop"), ("便民店", "Corner Store", "shop"), ("农资店", "Farm Supplies", "shop"),
               ("饭店", "Restaurant", "shop"), ("砖厂", "Brickworks", "enterprise"), ("米业有限公司", "Rice Mill Co.", "enterprise"),
               ("竹木制品厂", "Bamboo Works", "enterprise"), ("邮政所", "Post Office", "institution")]


def outline(rng):
    ring = []
    waves = [(n, s, rng.uniform(0, 6.28)) for n, s in ((2, 0.16), (3, 0.10), (5, 0.06), (8, 0.032), (13, 0.024), (21, 0.014), (34, 0.009))]
    for k in range(80):
        a = 2 * math.pi * k / 80
        r = 1.36 * (1 + sum(s * math.cos(n * a + ph) for n, s, ph in waves))
        ring.append(FRAME.micro((r * math.cos(a), r * math.sin(a))))
    return ring


def make(folder):
    rng = random.Random("xinhe land")
    ring = outline(rng)
    assert ring_area(ring) > 0
    river = smooth([(-1.7, 0.5), (-1.0, 0.15), (-0.4, 0.35), (0.2, -0.05), (0.8, -0.2), (1.7, -0.7)], 0.02)
    branch = smooth([(0.1, 0.0), (0.25, 0.4), (0.1, 0.8), (0.3, 1.3)], 0.02)
    south = smooth([(-0.5, 0.3), (-0.45, -0.3), (-0.65, -0.75), (-0.5, -1.1)], 0.02)
    # Seven hamlets: line, where along it, houses, half length, half width
    hamlets = [(river, 0.52, 84, 0.26, 0.055), (river, 0.26, 52, 0.20, 0.045), (river, 0.74, 41, 0.18, 0.04),
               (branch, 0.45, 36, 0.15, 0.04), (branch, 0.74, 17, 0.10, 0.03), (south, 0.45, 30, 0.14, 0.035),
               (south, 0.78, 15, 0.09, 0.03)]
    assert sum(h[2] for h in hamlets) == HOUSEHOLDS
    spots, taken = [], set()
    for n, (line, share, houses, long, wide) in enumerate(hamlets):
        got = 0
        while got < houses:
            k = min(len(line) - 2, max(1, round(share * len(line) + rng.gauss(0, long) / 0.02)))
            p, q = line[k], line[k + 1]
            length = dist(p, q)
            side = rng.choice((-1, 1)) * (0.03 + abs(rng.gauss(0, wide)))
            t = rng.random()
            x = p[0] + (q[0] - p[0]) * t - (q[1] - p[1]) / length * side
            y = p[1] + (q[1] - p[1]) * t + (q[0] - p[0]) / length * side
            m = FRAME.micro((x, y))
            if in_ring(ring, m) and m not in taken:
                taken.add(m)
                spots.append((n, k, m))
                got += 1
    spots.sort()

    rng = random.Random("xinhe people")
    shares = [("five-guarantee", 0.025), ("low-income", 0.09), ("petitioning", 0.01), ("disabled", 0.04), ("party veteran", 0.02),
              ("left-behind child", 0.03)]
    households, lead = [], [rng.choice(names.SURNAMES) for _ in hamlets]
    counter = [0] * len(hamlets)
    for n, _, m in spots:
        counter[n] += 1
        category = [c for c, s in shares if rng.random() < s]
        size = rng.choices((1, 2, 3, 4, 5, 6), (8, 19, 24, 24, 16, 9))[0]
        size = min(size, 2) if "five-guarantee" in category else max(size, 2) if "left-behind child" in category else size
        households.append(["H%04d" % (len(households) + 1), names.person(rng, lead[n] if rng.random() < 0.55 else None), CODE,
                           *out.lonlat(m), ";".join(category), "%s%d组%d号" % (NAME, n + 1, counter[n]), size])
    enterprises, doors = [], [(h[0], n, m) for h, (n, _, m) in zip(households, spots)]
    for k, (zh, en, kind) in enumerate(ENTERPRISES):
        n, _, near = rng.choice(spots[:177] if k < 9 else spots)
        m = fix(rng, near, 0.05, FRAME)
        assert in_ring(ring, m) and m not in taken
        taken.add(m)
        enterprises.append(["E%02d" % (k + 1), "新河" + zh, "Xinhe " + en, kind, CODE, *out.lonlat(m), ""])
        doors.append((enterprises[-1][0], n, m))

    groups = []
    for k, size in enumerate(SIZES):
        g = Group()
        dept, dept_en = names.DEPARTMENTS[(k * 7 + 3) % 40]
        g.id, g.name, g.name_en = "G%02d" % (k + 1), "县%s工作组" % dept, "County %s Working Group" % dept_en
        g.leader, g.department, g.members, g.days, g.hooked = names.person(rng), "县" + dept, size, 1, []
        groups.append(g)
    members = make_members(rng, groups)
    assert len(groups) == 13 and len(members) == MEMBERS

    # The day: doors in walking order, shared out in runs in proportion to the groups' members, then one run each.
    rng = random.Random("xinhe visits")
    order = sorted(doors, key=lambda d: (d[1], d[2][0], d[2][1], d[0]))
    visits = []
    for k, m in enumerate(members):
        part = order[k * len(order) // MEMBERS:(k + 1) * len(order) // MEMBERS]
        clock, again = 8 * 60 + rng.randint(10, 70), []
        todo = [(d, "nobody home" if rng.random() < 0.045 else "met") for d in part]
        for (tid, _, where), outcome in todo:
            visits.append(visit(rng, tid, where, m, clock, outcome))
            if outcome != "met":
                again.append((tid, where))
            clock += rng.randint(12, 25)
        for tid, where in again:  # back in the afternoon
            clock = max(clock, 14 * 60 + rng.randint(0, 90))
            visits.append(visit(rng, tid, where, m, clock, "met"))
            clock += rng.randint(10, 25)
    number(visits, "V")
    met = {v.target for v in visits if v.outcome == "met"}
    assert len(visits) == len(met) + sum(1 for v in visits if v.outcome != "met")
    assert met == {d[0] for d in doors} and len(met) == 288

    rng = random.Random("xinhe issues")
    issues = []
    kinds = ["question"] * QUESTIONS + ["suggestion"] * SUGGESTIONS
    rng.shuffle(kinds)
    for k, (kind, door) in enumerate(zip(kinds, sorted(rng.sample(doors[:HOUSEHOLDS], len(kinds))))):
        text = rng.choice(names.QUESTIONS if kind == "question" else names.SUGGESTIONS)
        answered = DAY.isoformat() if kind == "question" and rng.random() < 0.8 else ""
        issues.append(["I%02d" % (k + 1), door[0], CODE, kind, DAY.isoformat(), answered, answered, "", "", "", text])
    assert len(issues) == 28

    out.write_villages(folder, "synthetic – Xinhe Village (invented)",
                       [({"code": CODE, "name": NAME, "name_en": "Xinhe Village", "township": "柳溪镇", "township_en": "Liuxi Town",
                          "county": "云水县", "category": "", "households": HOUSEHOLDS}, [[ring]])])
    out.write_csv(folder, "households.csv", out.HOUSEHOLDS, households)
    out.write_csv(folder, "enterprises.csv", out.ENTERPRISES, enterprises)
    out.groups(folder, groups)
    out.members(folder, members)
    out.visits(folder, "visits.csv", visits, stamp)
    out.write_csv(folder, "issues.csv", out.ISSUES, issues)
    return {"households": len(households), "enterprises": len(enterprises), "groups": len(groups), "members": len(members),
            "visits": len(visits), "earlier": sum(1 for v in visits if v.outcome != "met"), "questions": QUESTIONS,
            "suggestions": SUGGESTIONS, "area": ring_area([FRAME.km(m) for m in ring]), "vertices": len(ring)}


def visit(rng, tid, where, member, minute, outcome):
    v = Visit()
    v.target, v.where, v.day, v.minute, v.group, v.member = tid, where, DAY, minute, member.group, member
    v.outcome, v.batch, v.note, v.key = outcome, DAY.isoformat(), "", tid
    v.fix = fix(rng, where, 0.018, FRAME) if rng.random() < 0.7 else None
    v.accuracy = min(30, 4 + int(rng.expovariate(0.16))) if v.fix else None
    return v
