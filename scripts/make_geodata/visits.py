"""The visits. First what happens at each door (its outcomes in order), then when: every group walks its
villages hamlet by hamlet over its active days, and each member's visits follow one another by some minutes."""
import datetime
import math
import random

from .land import FRAME
from .plane import dist

BATCHES = {"first": ("2016-11-21", 28), "second": ("2016-11-30", 27), "third": ("2016-12-08", 23)}
LAST = datetime.date(2016, 12, 30)
FAILS = (("nobody home", 62), ("refused", 9), ("moved away", 13), ("inaccessible", 7), ("not found", 9))


class Visit:
    __slots__ = "id target where listed day minute group member outcome fix accuracy batch note key".split()


class Task:
    """One door and what happens there, visit by visit."""
    __slots__ = "id where rank outcomes done".split()

    def __init__(self, target_id, where, rank, outcomes):
        self.id, self.where, self.rank, self.outcomes, self.done = target_id, where, rank, outcomes, []


def fail(rng):
    return rng.choices([f for f, _ in FAILS], [w for _, w in FAILS])[0]


def rank_route(groups, owner, villages):
    """The order in which each group's villages are walked: to the nearest next one, from the first hook-up."""
    place = {}
    for g in groups:
        mine = [v for v in villages if owner.get(v.index) is g]
        at, k = g.hooked[0].site, 0
        while mine:
            v = min(mine, key=lambda v: dist(v.site, at))
            mine.remove(v)
            place[v.index], at, k = k, v.site, k + 1
    return place


def active_days(rng, start, window, days):
    """Days on which a group is out: few Sundays, most in the middle of its time."""
    pool = [(start + datetime.timedelta(k)) for k in range(window) if start + datetime.timedelta(k) <= LAST]
    days = min(days, round(len(pool) * 0.85))
    weight = {d: (0.12 if d.weekday() == 6 else 0.6 if d.weekday() == 5 else 1) * (0.5 + math.sin(math.pi * (k + 1) / (len(pool) + 1)))
              for k, d in enumerate(pool)}
    out = []
    while len(out) < days:
        d = rng.choices(pool, [weight[d] for d in pool])[0]
        out.append(d)
        pool.remove(d)
    return sorted(out), weight


def fix(rng, where, off=0.020, frame=FRAME):
    """A GPS fix: within some 20 m of the door."""
    x, y = frame.km(where)
    a, r = rng.uniform(0, 2 * math.pi), off * math.sqrt(rng.random())
    return frame.micro((x + r * math.cos(a), y + r * math.sin(a)))


def walk(rng, group, tasks, days, weight, batch, notes, lastday=LAST):
    """One group's visits. First calls are spread over the days by weight; a second call comes some days later."""
    tasks = sorted(tasks, key=lambda t: t.rank)
    first = days[:max(1, len(days) - 3)]
    total, share, cut = sum(weight[d] for d in first), 0.0, []
    for d in first:
        share += weight[d] / total
        cut.append(share * len(tasks))
    pending = {k: [] for k in range(len(days))}
    day = 0
    for n, t in enumerate(tasks):
        while n >= cut[day] and day < len(first) - 1:
            day += 1
        pending[day].append(t)
    out, k = [], 0
    while k < len(days):
        todo = sorted(pending[k], key=lambda t: t.rank)
        if todo:
            late = []
            busy = min(group.members, max(1, math.ceil(len(todo) / rng.uniform(9, 16))))
            if len(todo) / busy > 26 or k >= len(days) - 3:  # everyone is out on full days and on the last ones
                busy = group.members
            people = sorted(rng.sample(range(group.members), busy))
            for n, who in enumerate(people):
                part = todo[n * len(todo) // busy:(n + 1) * len(todo) // busy]
                slack = max(0, 690 - 17 * len(part))
                clock, at = 480 + rng.randint(0, min(150, slack)), None
                for t in part:
                    if at:  # 6–25 minutes from door to door, longer where the way is long
                        clock += max(rng.randint(6, 25), math.ceil(4 + 3 * dist(at, FRAME.km(t.where))))
                    if clock > 1195:
                        late.append(t)
                        continue
                    at = FRAME.km(t.where)
                    v = Visit()
                    v.target, v.where, v.day, v.minute, v.group, v.member = t.id, t.where, days[k], clock, group, group.people[who]
                    v.outcome, v.batch = t.outcomes[len(t.done)], batch
                    v.fix = fix(rng, t.where) if rng.random() < 0.70 else None
                    v.accuracy = min(30, 4 + int(rng.expovariate(0.16))) if v.fix else None
                    v.note = rng.choice(notes) if rng.random() < 0.04 else ""
                    v.key = t.rank
                    t.done.append(v)
                    out.append(v)
                    if len(t.done) < len(t.outcomes):
                        still = len(t.outcomes) - len(t.done)  # leave a day for each call that is still to come
                        later = max(k + 1, min(k + rng.randint(1, 3), len(days) - still))
                        pending.setdefault(later, []).append(t)
            if late:
                pending.setdefault(k + 1, []).extend(late)
        if k + 1 >= len(days) and pending.get(k + 1):  # a further day where the plan was too short
            days.append(days[-1] + datetime.timedelta(1))
            assert days[-1] <= lastday, "no day left for " + group.id
        k += 1
    return out


def stamp(v):
    return "%sT%02d:%02d" % (v.day.isoformat(), v.minute // 60, v.minute % 60)


def number(visits, prefix):
    visits.sort(key=lambda v: (v.day, v.minute, v.group.id, v.member.id, v.key))
    for k, v in enumerate(visits):
        v.id = "%s%05d" % (prefix, k + 1)
