"""Compare what `gridcover sample` says with SciPy and statsmodels, to 1e-9: scripts/verify-statistics runs this.

One campaign with lots from 1 to 3,000 claims is judged under several rules and with results drawn by a seed. For each lot: both
risks of the plan (scipy.stats.binom, hypergeom), that no smaller sample keeps both risks, that no other number of untrue ones has
a smaller sum of risks, and the interval of the confirmed share (statsmodels, proportion_confint, Wilson).
"""
import argparse
import csv
import json
import math
import random
import subprocess
import sys
import tempfile
from pathlib import Path

import scipy
import statsmodels
from scipy.stats import binom, hypergeom
from statsmodels.stats.proportion import proportion_confint

ROOT = Path(__file__).resolve().parent.parent
LOTS = [1, 2, 3, 5, 9, 14, 20, 33, 60, 110, 190, 240, 600, 3000]
RULES = [("95%", "75%", "10%", "10%"), ("80%", "50%", "10%", "10%"), ("99%", "90%", "5%", "10%"), ("90%", "80%", "5%", "20%"),
         ("100%", "85%", "10%", "5%")]


def table(path, rows):
    with open(path, "w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, fieldnames=list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)


def risks(lot, n, d, good, bad, small):
    if not small:
        return binom.sf(d, n, 1 - good), binom.cdf(d, n, 1 - bad)
    of_good = math.floor(lot * (1 - good) + 1e-9)
    of_bad = max(math.ceil(lot * (1 - bad) - 1e-9), min(of_good + 1, lot))
    return hypergeom.sf(d, lot, of_good, n), hypergeom.cdf(d, lot, of_bad, n)


def best(lot, n, good, bad, small):
    options = [(sum(risks(lot, n, d, good, bad, small)), d) for d in range(n)]
    least = min(options)[0]
    return next(d for total, d in options if total <= least + 1e-11)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--gridcover", default=str(ROOT / ".build" / "release" / "gridcover"))
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    print(f"scipy {scipy.__version__}, statsmodels {statsmodels.__version__}")
    chance = random.Random(options.seed)
    worst, compared, failures = 0.0, 0, 0

    def same(what, found, expected):
        nonlocal worst, compared, failures
        compared += 1
        worst = max(worst, abs(found - expected))
        if abs(found - expected) > 1e-9:
            failures += 1
            print(f"DIFFERS {what}: found {found!r}, expected {expected!r}")

    with tempfile.TemporaryDirectory(prefix="gridcover-statistics-") as folder:
        folder = Path(folder)
        campaign = folder / "c.gpkg"

        def gridcover(*arguments):
            done = subprocess.run([options.gridcover, *map(str, arguments)], capture_output=True, text=True)
            if done.returncode != 0:
                sys.exit(f"gridcover {' '.join(map(str, arguments))}: {done.stderr.strip()}")
            return done.stdout

        square = {"type": "Polygon", "coordinates": [[[113, 28], [114, 28], [114, 29], [113, 29], [113, 28]]]}
        (folder / "villages.geojson").write_text(json.dumps({"type": "FeatureCollection", "features": [
            {"type": "Feature", "properties": {"code": "v", "name": "v"}, "geometry": square}]}))
        groups, households, visits, rechecks = [], [], [], []
        for number, size in enumerate(LOTS):
            group, truth = f"g{number:02d}", chance.random()
            groups.append({"id": group})
            for k in range(size):
                target = f"h{number:02d}-{k:04d}"
                households.append({"id": target, "village": "v"})
                visits.append({"target": target, "date": "2016-12-17", "group": group, "outcome": "met"})
                if chance.random() < 0.8:
                    result = "confirmed" if chance.random() < truth else "not confirmed"
                    rechecks.append({"target": target, "date": "2016-12-20", "result": result})
        gridcover("new", campaign)
        gridcover("import", campaign, "villages", folder / "villages.geojson")
        for kind, rows in [("groups", groups), ("households", households), ("visits", visits), ("rechecks", rechecks)]:
            table(folder / f"{kind}.csv", rows)
            gridcover("import", campaign, kind, folder / f"{kind}.csv")
        for rule in RULES:
            keys = ("recheck_good", "recheck_bad", "recheck_risk_good", "recheck_risk_bad")
            # One by one they might cross on the way; all at once they do not.
            gridcover("settings", campaign, "set", *(f"{k}={v}" for k, v in zip(keys, rule)))
            good, bad, alpha, beta = (float(v[:-1]) / 100 for v in rule)
            for size in (None, 12, 19, 100):
                asked = [] if size is None else ["--size", size]
                lots = json.loads(gridcover("sample", campaign, "--by", "lot", "--format", "json", *asked))["lots"]
                if [row["claims"] for row in lots] != LOTS:
                    sys.exit(f"lots: expected {LOTS}, found {[row['claims'] for row in lots]}")
                for row in lots:
                    lot, n, d = row["claims"], row["sample"], row["accepted_untrue"]
                    small, what = row["distribution"] == "hypergeometric", f"{rule} lot {row['claims']} n {row['sample']}"
                    same(f"{what}: distribution", small, lot < 10 * n)
                    expected = risks(lot, n, d, good, bad, small)
                    same(f"{what}: risk of a good lot", row["risk_good_rejected"], expected[0])
                    same(f"{what}: risk of a bad lot", row["risk_bad_accepted"], expected[1])
                    same(f"{what}: untrue ones accepted", d, best(lot, n, good, bad, small))
                    if size is None:
                        keeps = [m for m in range(1, n + 1)
                                 if all(r <= limit + 1e-10 for r, limit in zip(
                                     risks(lot, m, best(lot, m, good, bad, lot < 10 * m), good, bad, lot < 10 * m), (alpha, beta)))]
                        same(f"{what}: smallest sample", n, keeps[0] if keeps else lot)
                    asked_people = row["confirmed"] + row["not_confirmed"]
                    if asked_people:
                        low, high = proportion_confint(row["confirmed"], asked_people, method="wilson")
                        same(f"{what}: low end", row["rate_low"], low)
                        same(f"{what}: high end", row["rate_high"], high)
    print(f"{compared:,} figures compared, {failures} differ; the largest difference is {worst:.1e}")
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
