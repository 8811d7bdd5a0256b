"""The county sample: 云岭县 Yunling County, invented."""
import datetime
import random

from . import names, out, people
from .issues import make_issues
from .land import FRAME, Land
from .plane import dist
from .settle import Settlement
from .visits import BATCHES, Task, active_days, fail, fix, number, rank_route, stamp, walk

MET, TWICE, ENTERPRISES_MET, UNLISTED, EXCLUDED = 30377, 1800, 1003, 25, 45
EVENING_NEW, EVENING_FAILED, EVENING_AGAIN, EVENING_ENTERPRISES, EVENING_UNLISTED = 403, 172, 291, 21, 6
EVENING = datetime.date(2016, 12, 31)


def pick_unvisited(land, rng):
    """Twelve villages nobody went to: seven in a remote corner, five here and there."""
    able = [v for v in land.villages if not v.empty and not v.town and v not in land.seats]
    start = max(able, key=lambda v: -v.site[1] * 0.9 - v.site[0])  # the south-west end
    corner = [start]
    while len(corner) < 7:
        rim = [v for c in corner for v in (land.villages[j] for j in c.next_to) if v in able and v not in corner]
        corner.append(min(rim, key=lambda v: (dist(v.site, start.site), v.code)))
    lone = []
    while len(lone) < 5:
        v = rng.choice(able)
        if all(dist(v.site, o.site) > 7 for o in corner + lone):
            lone.append(v)
    return corner, lone


def pick_met(rng, land, households, unvisited):
    """Most villages above 90 %, some half done (whole hamlets left out), the unvisited not at all; exactly MET."""
    barred = {v.index for v in unvisited}
    by_village = {}
    for h in households:
        if h.village.index not in barred and not (h.located and h.located.index in barred):
            by_village.setdefault(h.village.index, []).append(h)
    order = sorted(by_village)
    rng.shuffle(order)
    met, half, spare = [], [], []
    full = {}
    for i in order:
        hs = by_village[i]
        share = 1.0 if rng.random() < 0.12 else rng.uniform(0.905, 0.98)
        full[i] = rng.sample(hs, max(1, round(len(hs) * share)))
    total = sum(len(x) for x in full.values())
    for i in order:  # villages are turned into half-done ones until there are not too many met
        if total < MET - 20 and half:
            break
        hs = by_village[i]
        if len(hs) < 40:
            continue
        hamlets = sorted({h.hamlet for h in hs})
        rng.shuffle(hamlets)
        goal, done = rng.uniform(0.32, 0.68) * len(hs), []
        for k in hamlets:
            if len(done) < goal:
                done += [h for h in hs if h.hamlet == k][:max(1, round(goal * 1.1 - len(done)))]
        total += len(done) - len(full[i])
        full[i] = done
        half.append(i)
    for i in order:
        met += full[i]
    chosen = {h.id for h in met}
    for i in half:
        spare += [h for h in by_village[i] if h.id not in chosen]
    extra = MET - len(met)
    assert 0 <= extra <= len(spare), extra
    met += rng.sample(spare, extra)
    met.sort(key=lambda h: h.id)
    return met, {land.villages[i].code for i in half}


def rank_of(place, t):
    """Walking order: village along the group's route, hamlet, then from house to house."""
    x, y = FRAME.km(t.true)
    return (place[t.village.index], t.hamlet, round(x + 0.6 * y, 2), t.id)


def spread_tasks(rng, groups, owner, tasks_by_block):
    """Blocks (village, hamlet) go to the village's group; now and then a neighbouring group helps out."""
    tasks = {g.id: [] for g in groups}
    for (v, _), block in sorted(tasks_by_block.items(), key=lambda kv: kv[0]):
        g = owner[v]
        if rng.random() < 0.04:
            site = g.hooked[0].site
            g = min((o for o in groups if o is not g), key=lambda o: dist(o.hooked[0].site, site))
        tasks[g.id] += block
    return tasks


def part_spots(visits):
    """Two honest fixes that fell on one spot by chance are moved apart (by 0.1 m), so that only planted ones share it."""
    taken = set()
    for v in visits:
        while v.fix in taken:
            v.fix = (v.fix[0] + 1, v.fix[1])
        if v.fix:
            taken.add(v.fix)


def plant_faults(rng, visits):
    """Made-up visits: runs in one minute, runs on one exact spot, and fixes kilometres from the target."""
    days = {}
    for v in visits:
        days.setdefault((v.group.id, v.day, v.member.id), []).append(v)
    runs = [sorted(r, key=lambda v: v.minute) for _, r in sorted(days.items()) if len(r) >= 8]
    rng.shuffle(runs)
    runs = iter(runs)
    faults = {"same second": [], "same spot": [], "kilometres away": []}

    def next_run():
        while True:
            r = [v for v in next(runs) if v.outcome == "met" and not v.target.startswith("H9")]
            if len(r) >= 7:
                k = rng.randint(0, len(r) - 4)
                return r[k:k + 4]

    for _ in range(5):
        run = next_run()
        for v in run:
            v.minute = run[0].minute
        faults["same second"] += run
    for _ in range(5):
        run = next_run()
        spot = fix(rng, run[0].where)
        for v in run:
            v.fix, v.accuracy = spot, 5
        faults["same spot"] += run
    for _ in range(20):
        v = next_run()[1]
        x, y = FRAME.km(v.where)
        v.fix = FRAME.micro((x + rng.choice((-1, 1)) * rng.uniform(2.5, 8), y + rng.choice((-1, 1)) * rng.uniform(2.5, 8)))
        v.accuracy = rng.randint(4, 12)
        faults["kilometres away"].append(v)
    return faults


def make(folder):
    land = Land()
    town = Settlement(land)
    hs, es = town.households, town.enterprises
    vs = land.villages
    assert len(hs) == 36018 and len(es) == 1150 and len(vs) == 342
    rng = random.Random("county must-visit")
    for v in rng.sample([v for v in vs if not v.empty and not v.town], 30):
        v.category = "must-visit"

    work = {v.index: 0 for v in vs if not v.empty}
    for h in hs:
        work[h.village.index] += 1
    groups, members = people.make_groups(land, work)
    owner = people.share_villages(land, groups, work)
    place = rank_route(groups, owner, vs)

    # What happens at each door.
    rng = random.Random("county outcomes")
    corner, lone = pick_unvisited(land, rng)
    unvisited = corner + lone
    barred = {v.index for v in unvisited}
    met, half = pick_met(rng, land, hs, unvisited)
    met_ids = {h.id for h in met}
    twice = {h.id for h in rng.sample(met, TWICE)}
    blocks = {}

    def call(t, outcomes):
        blocks.setdefault((t.village.index, t.hamlet), []).append(Task(t.id, t.true, rank_of(place, t), outcomes))

    never, failed = [], []
    for h in hs:
        if h.id in met_ids:
            early = rng.choices(([], ["nobody home"], ["nobody home"] * 2), (84, 15, 1))[0]
            call(h, early + ["met"] + (["met"] if h.id in twice else []))
            continue
        never.append(h)
        if h.village.index in barred or (h.located and h.located.index in barred):
            continue
        if rng.random() < (0.22 if h.village.code in half else 0.72):
            outcomes = [fail(rng)]
            if outcomes[0] == "nobody home" and rng.random() < 0.35:
                outcomes.append(fail(rng))
            call(h, outcomes)
            failed.append((h, outcomes))
    open_es = [e for e in es if e.village.index not in barred]
    es_met = {e.id for e in rng.sample(open_es, ENTERPRISES_MET)}
    for e in open_es:
        if e.id in es_met:
            call(e, ["nobody home", "met"] if rng.random() < 0.06 else ["met"])
        elif rng.random() < 0.35:
            call(e, [rng.choice(("nobody home", "refused"))])
    for k in range(UNLISTED):  # doors that are on no list, beside one that is
        h = rng.choice(met)
        where = fix(rng, h.true, 0.06)
        blocks[(h.village.index, h.hamlet)].append(Task("H9%05d" % (k + 1), where, rank_of(place, h)[:3] + ("~%d" % k,),
                                                        ["met" if rng.random() < 0.8 else "nobody home"]))

    # When, by whom.
    rng = random.Random("county visits")
    tasks = spread_tasks(rng, groups, owner, blocks)
    turns = ["first"] * 20 + ["second"] * 22 + ["third"] * 18
    rng.shuffle(turns)
    visits, batch_of = [], {}
    for g, batch in zip(groups, turns):
        start, window = BATCHES[batch]
        batch_of[g.id] = batch
        days, weight = active_days(rng, datetime.date.fromisoformat(start), window, g.days)
        visits += walk(rng, g, tasks[g.id], days, weight, batch, names.NOTES)
    part_spots(visits)
    faults = plant_faults(random.Random("county faults"), visits)
    number(visits, "V")

    # The evening of 31 December: two of the unvisited villages, and what was left in others.
    rng = random.Random("county evening")
    reach = sorted(lone, key=lambda v: v.households)[:2]
    new = [h for h in never if h.village in reach and not (h.located and h.located.index in barred and h.located not in reach)]
    rest = [h for h in never if h.village.code in half and h.located]
    new += rng.sample(rest, EVENING_NEW - len(new))
    new_ids = {h.id for h in new}
    gone = [h for h, outcomes in failed if outcomes[-1] in ("moved away", "not found") and h.id not in new_ids]
    excluded = sorted(rng.sample(gone, EXCLUDED), key=lambda h: h.id)
    excluded_ids = {h.id for h in excluded}
    others = [h for h, _ in failed if h.id not in new_ids and h.id not in excluded_ids and h.located]
    evening = ([(h.id, h, "met") for h in new]
               + [(h.id, h, fail(rng)) for h in rng.sample(others, EVENING_FAILED)]
               + [(h.id, h, "met") for h in rng.sample(met, EVENING_AGAIN)]
               + [(e.id, e, "met") for e in rng.sample([e for e in open_es if e.id not in es_met], EVENING_ENTERPRISES)]
               + [("H9%05d" % (UNLISTED + 1 + k), h, "met") for k, h in enumerate(rng.sample(met, EVENING_UNLISTED))])
    tasks = {g.id: [] for g in groups}
    for tid, t, outcome in evening:
        where = t.true if tid == t.id else fix(rng, t.true, 0.06)
        tasks[owner[t.village.index].id].append(Task(tid, where, rank_of(place, t)[:3] + (tid,), [outcome]))
    later = []
    for g in groups:
        if tasks[g.id]:
            later += walk(rng, g, tasks[g.id], [EVENING], {EVENING: 1}, "third", names.NOTES, EVENING)
    part_spots(later)
    number(later, "W")

    # Exclusions start after the last call at the door.
    last_call = {}
    for v in visits:
        last_call[v.target] = max(v.day, last_call.get(v.target, v.day))
    exclusions = []
    for h in excluded:
        begin = max(last_call[h.id], datetime.date(2016, 12, 1)) + datetime.timedelta(rng.randint(0, 4))
        begin = min(begin, EVENING)
        reason = rng.choice(names.EXCLUSION_REASONS)
        until = (begin + datetime.timedelta(365)).isoformat() if reason == "长期在外省定居" else ""
        exclusions.append([h.id, reason, begin.isoformat(), until, "县走访办公室"])

    issues = make_issues(random.Random("county issues"), met, visits, [v for v in vs if v.index in owner and v.index not in barred])
    pairings = people.make_pairings(groups, hs, owner)

    check(hs, es, vs, groups, members, visits, later, met_ids, barred, new_ids, excluded_ids, faults, issues, exclusions, pairings)

    title = "synthetic – Yunling County (invented), 342 administrative villages"
    out.write_villages(folder, title, [({"code": v.code, "name": v.name, "name_en": v.name_en, "township": v.township_name,
                                         "township_en": v.township_en, "county": "云岭县", "category": v.category,
                                         "households": v.households}, v.parts) for v in vs])
    out.households(folder, hs)
    out.enterprises(folder, es)
    out.groups(folder, groups)
    out.members(folder, members)
    out.visits(folder, "visits.csv", visits, stamp)
    out.visits(folder, "visits-2016-12-31.csv", later, stamp)
    out.write_csv(folder, "issues.csv", out.ISSUES, issues)
    out.write_csv(folder, "exclusions.csv", "target,reason,from,to,approved_by", exclusions)
    out.write_csv(folder, "pairings.csv", "member,contact,kind", [[m.id, c, k] for m, c, k in pairings])

    disputes = [r for r in issues if r[3] == "dispute"]
    return {
        "rows": {"villages": len(vs), "households": len(hs), "enterprises": len(es), "groups": len(groups), "members": len(members),
                 "visits": len(visits), "evening": len(later), "issues": len(issues), "exclusions": len(exclusions),
                 "pairings": len(pairings)},
        "townships": len({v.township for v in vs}), "area": sum(v.area() for v in vs),
        "must_visit": sum(1 for v in vs if v.category), "empty": [v.code for v in vs if v.empty],
        "parts": [(a.code, b.code) for a, b, _ in land.exclaves],
        "hooked": sum(len(g.hooked) for g in groups), "scattered": [g.id for g in groups if g.scattered],
        "no_coordinates": sum(1 for h in hs if not h.listed), "over_border": len(town.over_border),
        "far": [h.id for h in town.far], "no_village": sum(1 for h in hs if not h.declared),
        "priority": {c: sum(1 for h in hs if c in h.category.split(";")) for c in
                     ("five-guarantee", "low-income", "petitioning", "disabled", "party veteran", "left-behind child")},
        "met": len({v.target for v in visits if v.outcome == "met"} & {h.id for h in hs}),
        "met_enterprises": len({v.target for v in visits if v.outcome == "met"} & {e.id for e in es}),
        "met_twice": len(twice), "failed_only": len(failed), "unvisited": sorted(v.code for v in unvisited),
        "corner": sorted(v.code for v in corner), "reached": sorted(v.code for v in reach), "half": len(half),
        "outcomes": {o: sum(1 for v in visits if v.outcome == o) for o in
                     ("met", "nobody home", "refused", "moved away", "inaccessible", "not found")},
        "fixes": sum(1 for v in visits if v.fix),
        "unlisted": sum(1 for v in visits if v.target.startswith("H9")),
        "evening_unlisted": sum(1 for v in later if v.target.startswith("H9")),
        "evening_new": len({v.target for v in later if v.outcome == "met"} & {h.id for h in hs} - met_ids),
        "evening_enterprises": EVENING_ENTERPRISES, "faults": {k: [v.id for v in f] for k, f in faults.items()},
        "disputes": len(disputes), "handled": sum(1 for r in disputes if r[5]), "resolved": sum(1 for r in disputes if r[6]),
        "escalated": sum(1 for r in disputes if r[7]), "overdue": sum(1 for r in disputes if not r[6] and r[8] < "2016-12-31"),
        "people": sum(r[9] for r in disputes), "suggestions": sum(1 for r in issues if r[3] == "suggestion"),
        "days": sorted({v.day.isoformat() for v in visits}),
    }


def check(hs, es, vs, groups, members, visits, later, met_ids, barred, new_ids, excluded_ids, faults, issues, exclusions, pairings):
    """The counts that tests and pages rely on. A change that moves one of them stops here."""
    by_id = {t.id: t for t in hs + es}
    assert len(by_id) == len(hs) + len(es)
    met = {v.target for v in visits if v.outcome == "met"}
    assert len(met & {h.id for h in hs}) == MET and met & {h.id for h in hs} == met_ids
    assert len(met & {e.id for e in es}) == ENTERPRISES_MET
    times = {}
    for v in visits:
        if v.outcome == "met" and v.target in met_ids:
            times[v.target] = times.get(v.target, 0) + 1
    assert sum(1 for n in times.values() if n == 2) == TWICE
    for v in visits + later:
        t = by_id.get(v.target)
        assert (t is None) == v.target.startswith("H9")
        assert v.member.group is v.group and 480 <= v.minute < 1200
        if t is None:
            continue
        assert v.day == EVENING or (t.village.index not in barred and not (t.located and t.located.index in barred))
    assert all("2016-11-21" <= v.day.isoformat() <= "2016-12-30" for v in visits)
    assert len({(v.member.id, v.day, v.minute) for v in visits}) == len(visits) - 15  # 5 runs of 4 in one minute
    assert len({v.fix for v in visits if v.fix}) == sum(1 for v in visits if v.fix) - 15  # 5 runs of 4 on one spot
    fresh = {v.target for v in later if v.outcome == "met"} & {h.id for h in hs} - met_ids
    assert len(fresh) == EVENING_NEW and fresh == new_ids and not fresh & excluded_ids
    assert sum(len(f) for f in faults.values()) == 60
    assert len(exclusions) == EXCLUDED and not excluded_ids & met
    for v in vs:  # declared and located, as they were meant
        n = sum(1 for h in hs if h.village is v)
        assert (n == 0) == v.empty and n <= 460, (v.code, n)
    for h in hs + es:
        if h.listed and h.located:
            assert h.located.contains(h.listed)
            assert h.declared == h.located.code or h.located is not h.village or not h.declared
    hooked = [v.code for g in groups for v in g.hooked]
    assert len(hooked) == len(set(hooked)) == sum(people.HOOKED)
    assert all(sum(1 for m in members if m.group is g) == g.members for g in groups)
    d = [r for r in issues if r[3] == "dispute"]
    assert (len(d), sum(1 for r in d if r[5]), sum(1 for r in d if r[6]), sum(r[9] for r in d)) == (4569, 3971, 3852, 6421)
    assert all(r[5] for r in d if r[6]) and len(issues) - len(d) == 2214
    for r in issues:
        dates = [x for x in (r[4], r[5], r[6]) if x]
        assert dates == sorted(dates) and (r[1] or r[2])
    assert len(pairings) == 400
