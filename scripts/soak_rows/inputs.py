"""Rows 7, 8 and 10: input that is damaged, foreign or meant to harm."""
import collections
import concurrent.futures
import csv
import gzip
import importlib.util
import io
import json
import os
import re
import resource
import shutil
import sqlite3
import struct
import subprocess
import time
import zipfile
import zlib

from .bench import Skipped, dice, digest, names, needs

# Which import a seed file is for.
SEEDS = {"households.csv": "households", "visits.csv": "visits", "groups.csv": "groups", "issues.csv": "issues", "villages.geojson": "villages",
         "points.geojson": "households", "households.xlsx": "households", "villages.gpkg": "villages", "points.gpkg": "households",
         "villages.shp.zip": "villages"}


def mutator(bench):
    path = bench.shared / "tools" / "mutate.py" if bench.shared else None
    if not path or not path.exists():
        raise Skipped("needs mutate.py in the shared folder's tools (--shared)")
    spec = importlib.util.spec_from_file_location("mutate", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def seeds(bench):
    """A small file of each format, and the workspace that they are imported into."""
    folder = bench.folder()
    bench.tiny(folder)
    points = {"type": "FeatureCollection", "features": [
        {"type": "Feature", "properties": {"id": f"P{i}", "name": f"户{i}", "village": "990199001001", "category": "low-income"},
         "geometry": {"type": "Point", "coordinates": [113.001 + i * 0.001, 28.004]}} for i in range(6)]}
    (folder / "points.geojson").write_text(json.dumps(points, ensure_ascii=False), encoding="utf-8")
    bench.does(["export", "c.gpkg", "villages", "-o", "villages.gpkg"], folder)
    bench.does(["export", "c.gpkg", "households", "-o", "points.gpkg", "--include", "households"], folder)
    if shutil.which("ogr2ogr"):
        bench.does(["export", "c.gpkg", "villages", "-o", "villages.shp.zip"], folder)
        bench.does(["export", "c.gpkg", "households", "-o", "households.xlsx", "--include", "households"], folder)
    return folder


def is_well_formed(name, data):
    """Whether a CSV or JSON is one by the letter, so that a refusal must name row and field."""
    try:
        text = data.decode("utf-8")
        if name.endswith(".csv"):
            if "\0" in text or text.startswith("\ufeff\ufeff"):
                return False
            rows = list(csv.reader(io.StringIO(text.lstrip("\ufeff"), newline=""), strict=True))
            return any(rows)
        seen = []
        json.loads(text, object_pairs_hook=lambda pairs: seen.append(len(pairs) != len(dict(pairs))) or dict(pairs),
                   parse_constant=lambda word: seen.append(True))
        return not any(seen)
    except (ValueError, csv.Error, RecursionError):
        return False


ROW_AND_FIELD = re.compile(r"(row \d+.*field)|(header: )|(field \w+: )|(member:? )|(CRS: )|(--columns )", re.DOTALL)
# An empty file has no place that could be named.
PLACE = re.compile(r"(row \d+)|(line \d+)|(byte \d+)|(header)|(member)|(table )|(layer )|(sheet )|(page )|(file is empty)|(rowid )|(index )",
                   re.IGNORECASE)


def mutated(bench, tally, count, seed):
    mutate = mutator(bench)
    home = seeds(bench)
    files = [name for name in SEEDS if (home / name).exists()]
    data = {name: (home / name).read_bytes() for name in files}
    # Formats that go through another program take far longer each: they are every 25th variant.
    light = [name for name in files if not name.endswith((".xlsx", ".zip"))]
    heavy = [name for name in files if name not in light]
    before = digest(home / "c.gpkg")
    refusals, named, ends, unnamed = collections.Counter(), collections.Counter(), collections.Counter(), collections.defaultdict(list)
    lanes = []

    def one(i):
        name = heavy[i // 25 % len(heavy)] if heavy and i % 25 == 0 else light[i % len(light)]
        suffix = name.split(".", 1)[1]
        lane = lanes.pop() if lanes else None
        if lane is None:
            lane = bench.folder()
            shutil.copy(home / "c.gpkg", lane / "c.gpkg")
        _, operations, variant = mutate.variant(seed, i, name, data[name])
        file = lane / f"v.{suffix}"
        file.write_bytes(variant)
        environment = {**os.environ, "TMPDIR": str(lane)}
        started = time.monotonic()
        outcome = bench.run(["import", "c.gpkg", SEEDS[name], file.name], lane, timeout=60, environment=environment)
        seconds = time.monotonic() - started
        problems = []
        if outcome.status is None:
            problems.append("hangs")
        elif outcome.status == 0:
            fault = check_workspace(lane / "c.gpkg")
            if fault:
                problems.append(fault)
        elif outcome.status != 1:
            problems.append(f"status {outcome.status}: {outcome.says[:200]}")
        else:
            if digest(lane / "c.gpkg") != before:
                problems.append("refused, and the workspace has changed")
            if not outcome.is_plain_refusal or not outcome.says.startswith(f"Error: {file.name}"):
                problems.append(f"says {outcome.says[:200]}")
        left = [n for n in names(lane) if n not in ("c.gpkg", file.name)]
        if left:
            problems.append(f"left {left}")
            for stray in left:
                shutil.rmtree(lane / stray, ignore_errors=True)
                (lane / stray).unlink(missing_ok=True)
        if problems:
            bench.keep(file, f"{i:06d}-{file.name}")
        kind = "row and field" if name.endswith((".csv", ".geojson")) and is_well_formed(name, variant) else "place"
        file.unlink()
        if digest(lane / "c.gpkg") != before:
            shutil.copy(home / "c.gpkg", lane / "c.gpkg")
        lanes.append(lane)
        return i, name, operations, outcome, kind, problems, seconds

    with concurrent.futures.ThreadPoolExecutor(os.cpu_count() or 1) as pool:
        for i, name, operations, outcome, kind, problems, seconds in pool.map(one, range(count)):
            tally.check(not problems, f"variant {i} of {name} ({'+'.join(operations)}): {'; '.join(problems)}")
            ends[outcome.status] += 1
            if outcome.status == 1:
                refusals[kind] += 1
                if (ROW_AND_FIELD if kind == "row and field" else PLACE).search(outcome.says):
                    named[kind] += 1
                else:
                    unnamed[kind].append((i, name, outcome.says[:160]))
    shares = []
    for kind in ("row and field", "place"):
        share = 100 * named[kind] / max(1, refusals[kind])
        shares.append(f"{named[kind]} of {refusals[kind]} refusals name their {kind} ({share:.1f} %)")
        examples = collections.Counter(f"{name}: {re.sub(r'[0-9]+', 'N', says)}" for _, name, says in unnamed[kind]).most_common(8)
        if not tally.check(share >= 99, f"{shares[-1]}"):
            tally.failures[-1:] = []
            tally.failures[:0] = [f"{shares[-1]}; the others:\n         " + "\n         ".join(f"{n} × {text}" for text, n in examples)]
    tally.note = f"{ends[0]} taken, {ends[1]} refused; " + "; ".join(shares)


def check_workspace(path):
    database = sqlite3.connect(f"file:{path}?mode=ro", uri=True)
    try:
        fault = database.execute("PRAGMA quick_check").fetchone()[0]
        if fault != "ok":
            return f"accepted, and the workspace is damaged: {fault}"
        read, *parts = database.execute(
            "SELECT rows_read, added, changed, unchanged, rejected FROM import_log ORDER BY import_id DESC LIMIT 1").fetchone()
        return None if read == sum(parts) else f"{read} rows read, {parts} accounted for"
    finally:
        database.close()


def foreign_suites(bench, tally, count, seed):
    cases = bench.shared / "cases" if bench.shared else None
    if not cases or not cases.exists():
        raise Skipped("needs the shared folder's cases (--shared)")
    folder = bench.folder()
    bench.does(["new", "c.gpkg"], folder)
    for row in csv.DictReader((cases / "gen-bad-polygons" / "expected.csv").open(encoding="utf-8")):
        file = cases / "gen-bad-polygons" / f"{row['case']}.geojson"
        outcome = bench.run(["import", "c.gpkg", "villages", file, "--dry-run"], folder)
        right = outcome.status in {"ok": (0,), "warn": (0, 1), "reject": (1,)}[row["expect"]]
        if row["expect"] == "reject":
            right = right and re.search(r"row \d+, field|line \d+|byte \d+|column", outcome.says) is not None
        tally.check(right, f"{row['case']}: expected {row['expect']} ({row['why']}), found {outcome.status}, {outcome.says[:200]}")
    for row in csv.DictReader((cases / "gen-encodings" / "expected.csv").open(encoding="utf-8")):
        file = cases / "gen-encodings" / row["file"]
        expect = row["expect"]
        trials = [((), {word for word in ("ok", "reject") if word in expect.replace("ok --encoding", "")} or {"ok"})]
        if option := re.search(r"ok --encoding (\w+)", expect):
            trials = [(("--encoding", option[1]), {"ok"}), ((), {"reject"})]
        if "flag" in expect or "convert" in expect:
            trials = [((), {"ok", "reject"})]
        for options, allowed in trials:
            outcome = bench.run(["import", "c.gpkg", "households", file, *options, "--dry-run"], folder)
            found = "ok" if outcome.status == 0 else "reject" if outcome.is_plain_refusal else "neither"
            tally.check(found in allowed and b"\xef\xbf\xbd" not in outcome.stdout,
                        f"{row['file']} {' '.join(options)}: expected {expect}, found {outcome.status}, {outcome.says[:200]}")
    for suite, expected in (("good", (0, 1)), ("bad", (1,))):
        for file in sorted((cases / "geojsonhint").rglob(f"{suite}/*.geojson")):
            outcome = bench.run(["import", "c.gpkg", "villages", file, "--dry-run"], folder)
            tally.check(outcome.status in expected, f"{suite}/{file.name}: found {outcome.status}, {outcome.says[:200]}")
    for file in sorted((cases / "csv-spectrum" / "csvs").glob("*.csv")):
        outcome = bench.run(["import", "c.gpkg", "households", file, "--dry-run"], folder)
        tally.check(outcome.status in (0, 1), f"{file.name}: found {outcome.status}, {outcome.says[:200]}")
    tally.note = "what each case must read as is checked by the tests (swift test --filter Shared)"


def zip_bytes(members):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members:
            archive.writestr(name, data)
    return buffer.getvalue()


def bombs(bench, tally, count, seed):
    folder = bench.folder()
    bench.tiny(folder)
    plain = zip_bytes([("a.csv", "id,name,lon,lat\nA,b,113.002,28.002\n")])
    zeros = zip_bytes([("xl/workbook.xml", b"<x>" + b" " * (64 << 20)), ("[Content_Types].xml", b"<Types/>")])
    laughs = "<!DOCTYPE a [<!ENTITY l0 'ha'>" + "".join(f"<!ENTITY l{i} '{f'&l{i - 1};' * 10}'>" for i in range(1, 12)) + "]>"
    traps = {
        "ratio.xlsx": zeros, "ratio.zip": zip_bytes([("a.shp", b"\0" * (200 << 20))]),
        "many.zip": zip_bytes([(f"{i}.csv", "id\n") for i in range(70_000)]),
        "escape.zip": zip_bytes([("../../../../../../../tmp/gridcover-escaped.csv", "id\n1\n"), ("/tmp/gridcover-escaped.shp", "x")]),
        "overlap.zip": overlapping(plain), "laughs.kml": f"<?xml version='1.0'?>{laughs}<kml>&l11;</kml>".encode(),
        "entity.kml": b"<?xml version='1.0'?><!DOCTYPE a [<!ENTITY f SYSTEM 'file:///etc/passwd'>]><kml><Document><name>&f;</name></Document></kml>",
        "laughs.xlsx": zip_bytes([("[Content_Types].xml", f"<?xml version='1.0'?>{laughs}<Types>&l11;</Types>"), ("xl/workbook.xml", laughs)]),
        "deep.geojson": b"[" * 2_000_000, "deep2.geojson": b'{"type":' * 500_000,
        "deep3.geojson": b'{"type":"FeatureCollection","features":[{"type":"Feature","properties":{"a":' + b"[" * 300_000,
        "gzip.csv.gz": gzip.compress(b"id,name\n" + b"\0" * (300 << 20)),
        "quote.csv": b'id,name\n1,"' + b"a" * (40 << 20), "wide.csv": b"a," * 2_000_000 + b"\n1\n",
        "remote.vrt": b"<OGRVRTDataSource><OGRVRTLayer name='a'><SrcDataSource>/vsicurl/http://127.0.0.1:9/a.csv</SrcDataSource></OGRVRTLayer></OGRVRTDataSource>",
        "remote.kml": b"<kml><NetworkLink><Link><href>http://127.0.0.1:9/x.kml</href></Link></NetworkLink></kml>",
        "size.shp": shapefile(0x7FFFFFFF), "endless.gpkg": endless_view(bench, folder), "trigger.gpkg": trigger(bench, folder),
        "wide.gpkg": wide_table(bench, folder),
    }
    for name, data in traps.items():
        (folder / name).write_bytes(data)
        kept = set(names(folder)), digest(folder / "c.gpkg")
        environment = {**os.environ, "TMPDIR": str(bench.folder())}
        # Two kinds, since one that wants no polygons might take what the other refuses.
        for kind in ("villages", "households"):
            # Processor time: what else the machine is doing does not count.
            before = resource.getrusage(resource.RUSAGE_CHILDREN)
            outcome = bench.run(["import", "c.gpkg", kind, name], folder, timeout=120, environment=environment)
            after = resource.getrusage(resource.RUSAGE_CHILDREN)
            seconds = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
            tally.check(outcome.is_plain_refusal and seconds < 5, lambda: f"{name} as {kind}: {outcome.status} after {seconds:.1f} s, {outcome.says[:200]}")
        tally.check((set(names(folder)), digest(folder / "c.gpkg")) == kept, f"{name}: a file was made or changed")
        tally.check(not os.listdir(environment["TMPDIR"]), f"{name}: left {os.listdir(environment['TMPDIR'])}")
        tally.check(not any(os.path.exists(f"/tmp/gridcover-escaped.{e}") for e in ("csv", "shp")), f"{name}: wrote outside")
        (folder / name).unlink()


def overlapping(data):
    """Ten entries of the directory for one member's bytes."""
    end = data.rfind(b"PK\5\6")
    size, start = struct.unpack("<II", data[end + 12:end + 20])
    entry = data[start:start + size]
    return data[:start] + entry * 1000 + b"PK\5\6" + struct.pack("<HHHHIIH", 0, 0, 1000, 1000, size * 1000, start, 0)


def shapefile(length):
    head = struct.pack(">IIIIIII", 9994, 0, 0, 0, 0, 0, length) + struct.pack("<II", 1000, 5) + b"\0" * 64
    return head + struct.pack(">II", 1, length) + struct.pack("<I", 5) + b"\0" * 32 + struct.pack("<II", 0x7FFFFFFF, 0x7FFFFFFF)


def villages_package(bench, folder, change):
    path = folder / "made.gpkg"
    bench.does(["export", "c.gpkg", "villages", "-o", path.name], folder)
    database = sqlite3.connect(path)
    for name in ("ST_IsEmpty", "ST_MinX", "ST_MaxX", "ST_MinY", "ST_MaxY"):
        database.create_function(name, 1, lambda *_: 0)
    change(database)
    database.commit()
    database.close()
    data = path.read_bytes()
    path.unlink()
    return data


def endless_view(bench, folder):
    def change(database):
        database.execute("ALTER TABLE villages RENAME TO v2")
        database.execute("CREATE VIEW villages AS WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) "
                         "SELECT i AS fid, v2.geom, v2.code, v2.name FROM n, v2")
    return villages_package(bench, folder, change)


def trigger(bench, folder):
    """A generated column that never ends, in a table that is listed."""
    def change(database):
        database.execute("CREATE TABLE t (fid INTEGER PRIMARY KEY, code TEXT AS (printf('%.*c', 900000000, 'x') || randomblob(900000000)))")
        database.execute("INSERT INTO t (fid) VALUES (1), (2), (3)")
        database.execute("DELETE FROM villages")
        database.execute("INSERT INTO gpkg_contents (table_name, data_type, identifier) VALUES ('t', 'attributes', 't')")
    try:
        return villages_package(bench, folder, change)
    except sqlite3.Error:
        return b"SQLite format 3\0"


def wide_table(bench, folder):
    """A small file of 400 million cells: columns that were added later take no room in the rows."""
    def change(database):
        database.execute("CREATE TABLE w (fid INTEGER PRIMARY KEY, code TEXT)")
        database.execute("INSERT INTO w (code) WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n LIMIT 250000) SELECT 'x' FROM n")
        for i in range(1600):
            database.execute(f"ALTER TABLE w ADD COLUMN c{i} TEXT DEFAULT 'abcdefgh'")
        database.execute("DELETE FROM villages")
        database.execute("INSERT INTO gpkg_contents (table_name, data_type, identifier) VALUES ('w', 'attributes', 'w')")
    return villages_package(bench, folder, change)
