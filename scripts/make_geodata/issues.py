"""The county's issue register: disputes with their dates, and suggestions."""
import datetime

from . import names

DISPUTES, HANDLED, RESOLVED, PEOPLE, ESCALATED, OVERDUE, SUGGESTIONS = 4569, 3971, 3852, 6421, 200, 150, 2214
AS_OF = datetime.date(2016, 12, 31)


def make_issues(rng, met, visits, villages):
    """Filed on the day a household was met; handled soon after, resolved some days later, all by 31 December."""
    day = {}
    for v in visits:
        if v.outcome == "met":
            day.setdefault(v.target, v.day)
    doors = [h for h in met if h.id in day]
    days = sorted(day.values())

    def where():
        """Target and village for most; only the village for matters that belong to no household."""
        if rng.random() < 0.86:
            h = rng.choice(doors)
            return h.id, h.village.code, day[h.id]
        v = rng.choices(villages, [x.households for x in villages])[0]
        return "", v.code, rng.choice(days)

    rows = [dict(zip(("target", "village", "filed"), where()), kind="dispute") for _ in range(DISPUTES)]
    rows.sort(key=lambda r: r["filed"])
    # The older a dispute, the likelier it is settled: draw without replacement, by a random key that grows with age.
    age = sorted(range(DISPUTES), key=lambda k: rng.random() - 0.55 * (1 - k / DISPUTES))
    handled, resolved = age[:HANDLED], age[:RESOLVED]
    pending = sorted(age[RESOLVED:])
    old = [k for k in pending if rows[k]["filed"] <= datetime.date(2016, 12, 14)]
    overdue = set(rng.sample(old, OVERDUE))
    for k in handled:
        r = rows[k]
        r["handled"] = min(AS_OF, r["filed"] + datetime.timedelta(rng.choice((0, 0, 0, 1, 1, 2, 3, 5))))
    for k in resolved:
        r = rows[k]
        r["resolved"] = min(AS_OF, r["handled"] + datetime.timedelta(rng.choice((0, 0, 1, 2, 3, 4, 6, 9, 13))))
    for k in sorted(rng.sample(pending, ESCALATED)):
        r = rows[k]
        r["escalated"] = min(AS_OF, r.get("handled", r["filed"]) + datetime.timedelta(rng.randint(2, 9)))
    for k, r in enumerate(rows):
        due = r["filed"] + datetime.timedelta(15)
        if k in overdue:
            r["due"] = due
        elif "resolved" in r:
            r["due"] = r["filed"] + datetime.timedelta(15 if rng.random() < 0.9 else 30)
        else:  # open, but its term has been extended
            r["due"] = max(due, datetime.date(2017, 1, rng.randint(3, 28)))
        r["people"] = 1
        r["text"] = rng.choice(names.DISPUTES)
    for _ in range(PEOPLE - DISPUTES):
        rows[min(rng.randrange(DISPUTES), rng.randrange(DISPUTES)) if rng.random() < 0.2 else rng.randrange(DISPUTES)]["people"] += 1
    for _ in range(SUGGESTIONS):
        target, village, filed = where()
        r = {"target": target, "village": village, "filed": filed, "kind": "suggestion", "text": rng.choice(names.SUGGESTIONS)}
        if rng.random() < 0.55:
            r["handled"] = min(AS_OF, filed + datetime.timedelta(rng.randint(0, 8)))
            if rng.random() < 0.6:
                r["resolved"] = min(AS_OF, r["handled"] + datetime.timedelta(rng.randint(0, 12)))
        rows.append(r)
    rows.sort(key=lambda r: r["filed"])
    out = []
    for k, r in enumerate(rows):
        dates = [r[f].isoformat() if f in r else "" for f in ("filed", "handled", "resolved", "escalated", "due")]
        out.append(["I%05d" % (k + 1), r["target"], r["village"], r["kind"], *dates, r.get("people", ""), r["text"]])
    return out
