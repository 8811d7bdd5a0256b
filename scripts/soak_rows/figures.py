"""Rows 9, 11 and 13 to 16: the same figures everywhere, in files that others read."""
import csv
import hashlib
import json
import os
import random as randomness
import shutil
import sqlite3
import struct
import subprocess
import sys
from pathlib import Path

from .bench import COUNTY, KINDS, ROOT, Skipped, dice, digest, names, needs, state

EXPORTS = ["villages", "households", "enterprises", "groups", "members", "visits", "issues", "pairings", "exclusions"]


def peak(bench, arguments, folder, limit=None):
    """Exit status and peak memory in KiB of one run; under a cgroup's cap if a limit is given."""
    reads, writes = os.pipe()
    pid = os.fork()
    if pid == 0:
        try:
            os.close(reads)
            if limit:
                (limit / "cgroup.procs").write_text(str(os.getpid()))
            child = subprocess.Popen([str(bench.program), *map(str, arguments)], cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
            _, status, usage = os.wait4(child.pid, 0)
            os.write(writes, json.dumps([status, usage.ru_maxrss]).encode())
        finally:
            os._exit(0)
    os.close(writes)
    os.waitpid(pid, 0)
    with os.fdopen(reads) as pipe:
        return json.loads(pipe.read() or "[-1, 0]")


def capped_group(megabytes):
    """A control group with a cap of memory, of either version; None where none can be made."""
    for root, limit in (("/sys/fs/cgroup/memory", "memory.limit_in_bytes"), ("/sys/fs/cgroup", "memory.max")):
        group = Path(root) / f"gridcover-soak-{os.getpid()}"
        try:
            group.mkdir()
            (group / limit).write_text(str(megabytes << 20))
            return group
        except OSError:
            if group.exists():
                group.rmdir()
    return None


def memory(bench, tally, count, seed):
    folder = bench.folder()
    sizes = {}
    rows = list(csv.reader((COUNTY / "households.csv").open(encoding="utf-8")))
    for times in (1, 20):
        with (folder / f"{times}.csv").open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file)
            writer.writerow(rows[0])
            for copy in range(times):
                writer.writerows([f"{copy}-{row[0]}", *row[1:]] for row in rows[1:])
        line = ["analyze", "--villages", COUNTY / "villages.geojson", "--households", f"{times}.csv", "-o", f"out-{times}"]
        status, sizes[times] = peak(bench, line, folder)
        tally.check(status == 0, f"analyze of {times} × {len(rows) - 1} households: {status}")
    growth = (sizes[20] - sizes[1]) / 1024
    tally.check(growth <= 64, f"20 times the roster needs {growth:.0f} MiB more")
    imports = {}
    for times in (1, 20):
        bench.does(["new", f"{times}.gpkg"], folder)
        bench.does(["import", f"{times}.gpkg", "villages", COUNTY / "villages.geojson"], folder)
        status, imports[times] = peak(bench, ["import", f"{times}.gpkg", "households", f"{times}.csv"], folder)
        tally.check(status == 0, f"import of {times} × {len(rows) - 1} households: {status}")
    cap = sizes[1] // 1024 + 64
    group = capped_group(cap)
    capped = "no control group could be made: the cap was not tried"
    if group:
        try:
            status, _ = peak(bench, ["analyze", "--villages", COUNTY / "villages.geojson", "--households", "20.csv", "-o", "out-capped"], folder, group)
            tally.check(status == 0, f"analyze under a cap of {cap} MiB ends with {status}")
            capped = f"finishes under a cap of {cap} MiB"
        finally:
            group.rmdir()
    tally.note = (f"analyze {sizes[1] >> 10} → {sizes[20] >> 10} MiB; {capped}; import, which holds its file, "
                  f"{imports[1] >> 10} → {imports[20] >> 10} MiB for {(len(rows) - 1) * 20:,} rows")


def exported(bench, folder, environment=None, before=()):
    """The bytes of every export and report of a workspace."""
    out = {}
    for layer in EXPORTS:
        out[layer] = bench.does(["export", "c.gpkg", layer, "-o", "-", "--include", "households"], folder, environment=environment, before=before)
    for line in (["coverage", "--by", "village"], ["coverage", "--by", "category"], ["coverage", "--by", "group", "--format", "json"],
                 ["gaps", "--by", "target", "--format", "csv"], ["issues", "--format", "json"], ["check"], ["trend", "--format", "json"],
                 ["audit", "--format", "json"], ["pair"]):
        out[" ".join(line)] = bench.run([line[0], "c.gpkg", *line[1:]], folder, environment=environment, before=before).stdout
    for name in ("m.svg", "m.pdf", "m.html", "r.html", "r.pdf"):
        bench.does(["report" if name[0] == "r" else "map", "c.gpkg", "-o", name], folder, environment=environment, before=before)
        out[name] = (folder / name).read_bytes()
    return {name: hashlib.sha256(data).hexdigest() for name, data in out.items()}


def surroundings(bench, tally, count, seed):
    plain = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    locales = bench.folder()
    made = {}
    if shutil.which("localedef"):
        for name, source, charset in (("zh_CN.GB18030", "zh_CN", "GB18030"), ("tr_TR.UTF-8", "tr_TR", "UTF-8"), ("de_DE.UTF-8", "de_DE", "UTF-8")):
            done = subprocess.run(["localedef", "-c", "-i", source, "-f", charset, str(locales / name)], capture_output=True)
            if (locales / name).exists():
                made[name] = {"LC_ALL": name, "LANG": name, "LOCPATH": str(locales)}
            del done
    places = {"C": {"LC_ALL": "C"}, **made, "Kiritimati": {"TZ": "Pacific/Kiritimati"}, "St John's": {"TZ": "America/St_Johns"}, "no TZ": {"TZ": ":nowhere"}}
    cases = {name: ({**plain, **value}, ()) for name, value in places.items()}
    cases["nothing set"] = ({}, ["env", "-i"])
    if shutil.which("faketime"):
        for when in ("1970-01-01 00:00:01", "2038-01-20 12:00:00"):
            cases[when] = (plain, ["faketime", "-f", f"@{when}"])
    wanted, first = None, None
    for name, (environment, before) in cases.items():
        folder = bench.folder()
        for source in (ROOT / "Tests" / "CommandTests" / "Fixtures" / "tiny").iterdir():
            shutil.copy(source, folder / source.name)
        # The day and the campaign are said, so that the clock has no say.
        bench.does(["new", "c.gpkg", "--name", "走访", "--start", "2016-12-01", "--end", "2016-12-31"], folder, environment=environment, before=before)
        for kind in KINDS:
            bench.does(["import", "c.gpkg", kind, "villages.geojson" if kind == "villages" else f"{kind}.csv"], folder, environment=environment, before=before)
        bench.does(["allocate", "c.gpkg"], folder, environment=environment, before=before)
        found = state(folder / "c.gpkg"), exported(bench, folder, environment, before)
        if wanted is None:
            wanted, first = found, name
            continue
        tally.check(found[0] == wanted[0], f"{name}: the workspace differs from that of {first}")
        for what, value in found[1].items():
            tally.check(value == wanted[1][what], f"{name}: {what} differs from that of {first}")
    missing = [name for name in ("zh_CN.GB18030", "tr_TR.UTF-8", "de_DE.UTF-8") if name not in made]
    tally.note = ", ".join(cases) + (f"; without locales {missing} (Debian: locales)" if missing else "") + (
        "" if shutil.which("faketime") else "; without clocks (Debian: faketime)")


def determinism(bench, tally, count, seed):
    random = dice(seed, 13)
    wanted = None
    for i in range(count):
        folder = bench.folder()
        for source in (ROOT / "Tests" / "CommandTests" / "Fixtures" / "tiny").iterdir():
            if source.suffix == ".csv":
                head, *rows = source.read_text(encoding="utf-8").splitlines()
                # Visits are numbered by their ids; those without a time stand in the file's order, which is theirs.
                if i:
                    random.shuffle(rows)
                (folder / source.name).write_text("\n".join([head, *rows]) + "\n", encoding="utf-8")
            else:
                features = json.loads(source.read_text(encoding="utf-8"))
                if i:
                    random.shuffle(features["features"])
                (folder / source.name).write_text(json.dumps(features, ensure_ascii=False), encoding="utf-8")
        bench.does(["new", "c.gpkg", "--name", "走访", "--start", "2016-12-01", "--end", "2016-12-31"], folder)
        kinds = KINDS[:]
        if i:
            random.shuffle(kinds)
        for kind in kinds:
            done = bench.run(["import", "c.gpkg", kind, "villages.geojson" if kind == "villages" else f"{kind}.csv"], folder)
            if done.status != 0:
                kinds.append(kind)  # what needs another kind first is brought again
                if len(kinds) > 40:
                    raise RuntimeError(done.says)
        before = ["taskset", "-c", "0"] if i % 2 and shutil.which("taskset") else ()
        bench.does(["allocate", "c.gpkg"], folder, before=before)
        found = exported(bench, folder, before=before)
        wanted = wanted or found
        for what, value in found.items():
            tally.check(value == wanted[what], f"shuffle {i}: {what} differs")
        shutil.rmtree(folder)
    folder = bench.folder()
    rows = (COUNTY / "households.csv").read_text(encoding="utf-8").splitlines()
    results = set()
    for threads, seed_of_order in ((1, 0), (2, 0), (7, 0), (2, 1)):
        body = rows[1:]
        if seed_of_order:
            randomness.Random(seed_of_order).shuffle(body)
        (folder / "h.csv").write_text("\n".join([rows[0], *body]) + "\n", encoding="utf-8")
        bench.does(["analyze", "--villages", COUNTY / "villages.geojson", "--households", "h.csv", "--threads", threads, "-o", f"o{threads}"], folder)
        out = folder / f"o{threads}"
        results.add(tuple((name, digest(out / name)) for name in names(out)))
        tally.check(len(results) == 1, f"analyze with {threads} threads, order {seed_of_order}: other bytes")


def round_trips(bench, tally, count, seed):
    folder = bench.folder()
    bench.tiny(folder)
    # An excluded target leaves the lists by rule: a round trip is of a campaign without.
    for name, kinds in (("a.gpkg", [kind for kind in KINDS if kind != "exclusions"]),):
        bench.does(["new", name, "--name", "soak"], folder)
        for kind in kinds:
            bench.does(["import", name, kind, "villages.geojson" if kind == "villages" else f"{kind}.csv"], folder)
    trips = {"csv": [k for k in EXPORTS if k not in ("villages", "exclusions")], "geojson": ["villages", "households", "enterprises", "visits"],
             "geojsonl": ["villages", "households"], "gpkg": [k for k in EXPORTS if k != "exclusions"]}
    for ending, kinds in trips.items():
        bench.does(["new", f"{ending}.gpkg", "--name", "soak"], folder)
        if "villages" not in kinds:
            bench.does(["import", f"{ending}.gpkg", "villages", "villages.geojson"], folder)
        for kind in kinds:
            bench.does(["export", "a.gpkg", kind, "-o", f"{kind}.{ending}", "--include", "households"], folder)
            back = bench.run(["import", f"{ending}.gpkg", kind, f"{kind}.{ending}"], folder)
            tally.check(back.status == 0, lambda: f"{kind}.{ending} is not taken back: {back.says}")
        for kind in kinds:
            ours, theirs = rows_of(folder / "a.gpkg", kind), rows_of(folder / f"{ending}.gpkg", kind)
            tally.check(close(ours, theirs, exact=ending != "geojson" and ending != "geojsonl"), f"{kind} through {ending}: other rows")
            again = bench.does(["import", "a.gpkg", kind, f"{kind}.{ending}", "--dry-run"], folder).decode()
            tally.check(" 0 added, 0 changed" in again, f"{kind}.{ending} is not what it came from: {again}")


def rows_of(path, kind):
    table = {"groups": "working_groups"}.get(kind, kind)
    database = sqlite3.connect(f"file:{path}?mode=ro", uri=True)
    skipped = {"fid", "import_id", "visited_import", "village_code", "located_by", "cell_id", "disagreement_m"}
    columns = [row[1] for row in database.execute(f"PRAGMA table_info({table})") if row[1] not in skipped]
    quoted = ", ".join(f'"{column}"' for column in columns)
    rows = sorted(map(tuple, database.execute(f"SELECT {quoted} FROM {table}")), key=repr)
    database.close()
    return rows


def close(ours, theirs, exact):
    if exact or ours == theirs:
        return ours == theirs

    def plain(rows):
        return sorted([[numbers(value) if isinstance(value, bytes) else value for value in row] for row in rows], key=repr)
    return plain(ours) == plain(theirs)


def numbers(blob):
    """The coordinates of a geometry to 7 decimals: all doubles that look like degrees."""
    envelope = {0: 0, 1: 32, 2: 48, 3: 48, 4: 64}[(blob[3] >> 1) & 7]
    body = blob[8 + envelope:]
    if len(body) >= 21 and struct.unpack("<I", body[1:5])[0] == 1:
        return [round(value, 7) for value in struct.unpack("<2d", body[5:21])]
    tail = len(body) % 8
    return [round(value, 7) for value in struct.unpack(f"<{len(body[tail:]) // 8}d", body[tail:]) if 1 < abs(value) < 181]


def conformance(bench, tally, count, seed):
    python = "/usr/bin/python3" if os.path.exists("/usr/bin/python3") else sys.executable
    if subprocess.run([python, "-c", "import osgeo_utils.samples.validate_gpkg"], capture_output=True).returncode:
        raise Skipped("needs osgeo_utils (Debian: python3-gdal)")
    folder = bench.folder()
    bench.tiny(folder)
    for line in (["grid", "c.gpkg", "square", "--size", "400", "--clip", "villages"], ["allocate", "c.gpkg"], ["snapshot", "c.gpkg", "take", "s"],
                 ["undo", "c.gpkg"], ["export", "c.gpkg", "coverage", "-o", "e.gpkg"], ["export", "c.gpkg", "all", "-o", "s.gpkg"],
                 ["backup", "c.gpkg", "-o", "b.gpkg"]):
        bench.does(line, folder)
    rows = list(csv.reader((COUNTY / "households.csv").open(encoding="utf-8")))
    with (folder / "many.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(rows[0])
        made = 0
        for copy in range(5):
            for row in rows[1:]:
                if made < 150_000:
                    writer.writerow([f"{copy}-{row[0]}", *row[1:]])
                    made += 1
    bench.does(["new", "big.gpkg"], folder)
    bench.does(["import", "big.gpkg", "villages", COUNTY / "villages.geojson"], folder)
    bench.does(["import", "big.gpkg", "households", "many.csv"], folder)
    for name in ("c.gpkg", "e.gpkg", "s.gpkg", "b.gpkg", "big.gpkg"):
        done = subprocess.run([python, "-m", "osgeo_utils.samples.validate_gpkg", name], cwd=folder, capture_output=True, text=True)
        tally.check(done.returncode == 0 and "error" not in done.stdout.lower(), f"{name}: {(done.stdout + done.stderr)[-300:]}")
    database = sqlite3.connect(f"file:{folder / 'big.gpkg'}?mode=ro", uri=True)
    points = {fid: struct.unpack("<2d", geom[-16:]) for fid, geom in database.execute("SELECT fid, geom FROM households WHERE geom NOT NULL")}
    indexed = 0
    for fid, minx, maxx, miny, maxy in database.execute("SELECT id, minx, maxx, miny, maxy FROM rtree_households_geom"):
        x, y = points[fid]
        indexed += minx <= x <= maxx and miny <= y <= maxy and maxx - minx < 3e-5 and maxy - miny < 3e-5
    tally.check(indexed == len(points) and len(points) > 140_000, f"{indexed} of {len(points)} points are in the R-tree as they are in the layer")
    tally.note = f"{len(points):,} points against the R-tree"


def schemas(bench, tally, count, seed):
    folder = bench.folder()
    stored = sorted((ROOT / "Tests" / "CommandTests" / "Fixtures" / "schemas").glob("*.gpkg"))
    tally.check(bool(stored), "no stored workspace of an older schema")
    for file in stored:
        shutil.copy(file, folder / "old.gpkg")
        before, held = digest(folder / "old.gpkg"), state(folder / "old.gpkg")
        read = bench.run(["coverage", "old.gpkg"], folder)
        tally.check(read.is_plain_refusal and "old.gpkg" in read.says and digest(folder / "old.gpkg") == before,
                    lambda: f"{file.name} is not refused by a report: {read.says}")
        bench.does(["settings", "old.gpkg", "set", "smallest_count=6"], folder)
        copies = [name for name in names(folder) if name != "old.gpkg"]
        tally.check(len(copies) == 1 and state(folder / copies[0]) == held, f"{file.name}: the copy beside it is {copies}")
        shown = bench.run(["coverage", "old.gpkg", "--by", "village"], folder)
        tally.check(shown.status == 0 and bench.run(["doctor", "old.gpkg"], folder).status == 0, lambda: f"{file.name}: {shown.says}")
        for name in names(folder):
            (folder / name).unlink()
    bench.tiny(folder)
    database = sqlite3.connect(folder / "c.gpkg")
    database.execute("UPDATE gridcover_schema SET version = 999")
    database.commit()
    database.close()
    before = digest(folder / "c.gpkg")
    for line in (["coverage", "c.gpkg"], ["import", "c.gpkg", "households", "households.csv"], ["undo", "c.gpkg"], ["export", "c.gpkg", "villages", "-o", "v.csv"]):
        newer = bench.run(line, folder)
        tally.check(newer.is_plain_refusal and "c.gpkg: made by a newer gridcover" in newer.says and digest(folder / "c.gpkg") == before,
                    lambda: f"a newer workspace, {line[0]}: {newer.says}")
