"""The working groups, their members and hook-ups, which villages each group visits, and the pairings."""
import math
import random

from . import names
from .plane import dist

HOOKED = [2] * 24 + [1] * 36   # hook-ups by group: 84 villages
SCATTERED = 8
ROLES = [("party member", 0.55), ("officer", 0.35), ("teacher", 0.16), ("technician", 0.18), ("female", 0.38), ("doctor", 0.06)]


class Group:
    pass


class Member:
    pass


def make_members(rng, groups):
    out = []
    for g in groups:
        g.people = []
        for k in range(g.members):
            m = Member()
            m.id, m.group = "M%03d" % (len(out) + 1), g
            m.name = g.leader if k == 0 else names.person(rng)
            m.roles = [r for r, share in ROLES if rng.random() < share]
            if k == 0 and "officer" not in m.roles:
                m.roles = ["officer"] + m.roles
            m.quota = rng.randint(1, 4) + (2 if k == 0 else 0)
            g.people.append(m)
            out.append(m)
    return out


def share_ground(villages, work, groups):
    """Cuts the county into one block of villages for each group, by its capacity: an office hooks a department up to a
    village of the ground that it will work on, not to any village."""
    if len(groups) == 1:
        return [(groups[0], villages)]
    half = len(groups) // 2
    share = sum(g.members * g.days for g in groups[:half]) / sum(g.members * g.days for g in groups)
    wide = max(v.site[0] for v in villages) - min(v.site[0] for v in villages)
    high = max(v.site[1] for v in villages) - min(v.site[1] for v in villages)
    ordered = sorted(villages, key=lambda v: (v.site[0 if wide >= high else 1], v.code))
    total = sum(work[v.index] for v in villages)
    done, cut = 0, 0
    while cut < len(ordered) - (len(groups) - half) and (cut < half or done + work[ordered[cut].index] / 2 < share * total):
        done += work[ordered[cut].index]
        cut += 1
    return share_ground(ordered[:cut], work, groups[:half]) + share_ground(ordered[cut:], work, groups[half:])


def make_groups(land, work):
    rng = random.Random("county groups")
    lived = [v for v in land.villages if not v.empty]
    groups, free = [], list(lived)
    sizes = list(HOOKED)
    rng.shuffle(sizes)
    few = [k for k, n in enumerate(sizes) if n > 1]
    scattered = set(rng.sample(few, SCATTERED))
    for k in range(len(sizes)):
        g = Group()
        g.members = rng.choices((4, 5, 6, 7), (2, 6, 6, 3))[0]
        g.days = rng.randint(14, 20)
        groups.append(g)
    blocks = share_ground(lived, work, groups)
    groups, bases = [], []
    for _, block in blocks:
        middle = (sum(v.site[0] for v in block) / len(block), sum(v.site[1] for v in block) / len(block))
        bases.append(min(rng.sample(block, min(3, len(block))), key=lambda v: (dist(v.site, middle), v.code)))
        free.remove(bases[-1])
    for k, (n, base, (g, block)) in enumerate(zip(sizes, bases, blocks)):
        g.id, (dept, dept_en) = "G%02d" % (k + 1), names.DEPARTMENTS[k]
        g.name, g.name_en = "县%s工作组" % dept, "County %s Working Group" % dept_en
        g.leader, g.department = names.person(rng), "县" + dept
        g.hooked, g.scattered = [base], k in scattered
        while len(g.hooked) < n:
            if g.scattered:
                v = rng.choice([v for v in free if v.township not in [h.township for h in g.hooked] and dist(v.site, base.site) > 9
                                and work[v.index] < 120])
            else:
                near = [v for v in block if v in free and work[v.index] < 250] or free
                v = min(near, key=lambda v: (min(dist(v.site, h.site) for h in g.hooked), v.code))
            g.hooked.append(v)
            free.remove(v)
        groups.append(g)
    members = make_members(random.Random("county members"), groups)
    return groups, members


def share_villages(land, groups, work):
    """Which group visits a village: the hooked-up one, else a near one that is not yet overloaded. Villages with
    the most work choose first, so that small groups are not crushed."""
    load = {g.id: 0.0 for g in groups}
    owner = {}
    for g in groups:
        for v in g.hooked:
            owner[v.index] = g
            load[g.id] += work[v.index]
    fair = sum(work.values()) / sum(g.members * g.days for g in groups)
    for v in sorted((v for v in land.villages if v.index not in owner and not v.empty), key=lambda v: (-work[v.index], v.code)):
        def cost(g):
            full = (load[g.id] + work[v.index]) / (g.members * g.days * fair)
            return (min(dist(v.site, h.site) for h in g.hooked) + 1.5) * math.exp(1.1 * max(0.3, full) ** 2)
        owner[v.index] = min(groups, key=cost)
        load[owner[v.index].id] += work[v.index]
    return owner


KINDS = [  # kind, what the member must be, what the household must be, how many
    ("party member–low-income household", "party member", lambda h: "low-income" in h.category, 130),
    ("female member–left-behind child", "female", lambda h: "left-behind child" in h.category, 55),
    ("teacher–poor student", "teacher", lambda h: "low-income" in h.category and h.people >= 3, 40),
    ("technician–farming entrepreneur", "technician", lambda h: not h.category and h.people >= 3, 40),
    ("officer–family", "officer", lambda h: True, 75)]


def make_pairings(groups, households, owner):
    """Contacts are mostly in the group's own villages; no contact is paired twice and no quota is exceeded."""
    rng = random.Random("county pairings")
    near = {}
    for h in households:
        if h.declared and h.village.index in owner:
            near.setdefault(owner[h.village.index].id, []).append(h)
    left = {m.id: m.quota for g in groups for m in g.people}
    rows, paired = [], set()
    for g in groups:  # one village of the department's hook-ups, held by the leader
        if len(rows) < 60:
            rows.append((g.people[0], g.hooked[0].code, "department–village"))
            left[g.people[0].id] -= 1
    for kind, role, fits, n in KINDS:
        while n:
            g = rng.choice(groups)
            able = [m for m in g.people if role in m.roles and left[m.id]]
            pool = near[g.id] if rng.random() < 0.93 else rng.choice([p for _, p in sorted(near.items())])
            h = rng.choice(pool)
            if able and h.id not in paired and fits(h):
                m = rng.choice(able)
                left[m.id] -= 1
                paired.add(h.id)
                rows.append((m, h.id, kind))
                n -= 1
    rows.sort(key=lambda r: r[0].id)
    return rows
