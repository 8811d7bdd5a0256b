"""What all rows work with: the program, sample campaigns, and the state of a workspace as a value."""
import csv
import hashlib
import itertools
import json
import os
import random
import shutil
import signal
import sqlite3
import subprocess
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
TINY = ROOT / "Tests" / "CommandTests" / "Fixtures" / "tiny"
COUNTY = ROOT / "geodata" / "county"
KINDS = ["villages", "households", "enterprises", "groups", "members", "visits", "issues", "pairings", "exclusions"]

# When something was done differs from run to run; what was done must not.
CLOCKS = {("gpkg_contents", "last_change"), ("layer_marks", "last_change"), ("import_log", "at"), ("snapshots", "taken_at"),
          ("retired_cells", "at")}


class Skipped(Exception):
    """This machine lacks something that the row needs."""


class Tally:
    """How often something was tried, and each time that it went wrong, as a sentence."""

    def __init__(self):
        self.done, self.failures, self.note = 0, [], ""

    def check(self, is_right, sentence):
        self.done += 1
        if not is_right:
            self.failures.append(sentence() if callable(sentence) else sentence)
        return is_right


class Outcome:
    def __init__(self, status, stdout, stderr):
        self.status, self.stdout, self.stderr = status, stdout, stderr

    @property
    def says(self):
        return self.stderr.decode(errors="replace").strip()

    @property
    def is_plain_refusal(self):
        """Exit 1 with a sentence; its first line says it all, lines that follow list rows or hints."""
        lines = self.stderr.decode(errors="replace").splitlines()
        return self.status == 1 and bool(lines) and lines[0].startswith("Error: ") and all(
            line.startswith((" ", "hint", "note")) for line in lines[1:])


class Bench:
    def __init__(self, program, scratch, shared, keep):
        # A copy that any user of the machine may run, whatever folder the build lies in.
        self.program = scratch / "gridcover"
        shutil.copy(program, self.program)
        os.chmod(self.program, 0o755)
        self.scratch, self.shared, self.kept_in = scratch, shared, keep
        self._numbers = itertools.count()
        self._county = None

    def folder(self, mode=0o700):
        folder = self.scratch / f"desk-{next(self._numbers)}"
        folder.mkdir()
        os.chmod(folder, mode)
        return folder

    def run(self, arguments, folder, before=(), environment=None, timeout=120, stdout=subprocess.PIPE):
        """Runs gridcover to its end; status is 128 + the signal that ended it, or None after the timeout."""
        command = [*before, str(self.program), *map(str, arguments)]
        try:
            done = subprocess.run(command, cwd=folder, env=environment, stdin=subprocess.DEVNULL, stdout=stdout,
                                  stderr=subprocess.PIPE, timeout=timeout)
        except subprocess.TimeoutExpired:
            return Outcome(None, b"", b"")
        return Outcome(done.returncode if done.returncode >= 0 else 128 - done.returncode, done.stdout or b"", done.stderr)

    def does(self, arguments, folder, **options):
        outcome = self.run(arguments, folder, **options)
        if outcome.status != 0:
            raise RuntimeError(f"gridcover {' '.join(map(str, arguments))}: {outcome.status}, {outcome.says}")
        return outcome.stdout

    def start(self, arguments, folder, **options):
        return subprocess.Popen([str(self.program), *map(str, arguments)], cwd=folder, stdin=subprocess.DEVNULL,
                                stdout=subprocess.PIPE, stderr=subprocess.PIPE, **options)

    def tiny(self, folder, kinds=KINDS, name="c.gpkg"):
        """The tiny campaign of the tests."""
        for file in TINY.iterdir():
            shutil.copy(file, folder / file.name)
        self.does(["new", name, "--name", "soak", "--start", "2016-12-01", "--end", "2016-12-31"], folder)
        for kind in kinds:
            self.does(["import", name, kind, "villages.geojson" if kind == "villages" else f"{kind}.csv"], folder)

    def part_of_county(self):
        """A folder with a campaign of 342 villages and 1,500 households, and a file for the next import.

        Half of that file's 1,500 rows are corrections and half are new, so that it changes layer, history and index.
        """
        if self._county is None:
            folder = self.folder()
            rows = list(csv.reader((COUNTY / "households.csv").open(encoding="utf-8")))
            name = rows[0].index("name")
            write_rows(folder / "first.csv", rows[:1501])
            changed = [[*row[:name], row[name] + "2", *row[name + 1:]] for row in rows[1:751]]
            write_rows(folder / "next.csv", [rows[0], *changed, *rows[1501:2251]])
            self.does(["new", "c.gpkg", "--name", "soak", "--start", "2016-11-21", "--end", "2016-12-31"], folder)
            self.does(["import", "c.gpkg", "villages", COUNTY / "villages.geojson"], folder)
            self.does(["import", "c.gpkg", "households", "first.csv"], folder)
            shutil.copy(folder / "c.gpkg", folder / "next.gpkg")
            self.does(["import", "next.gpkg", "households", "next.csv"], folder)
            self._county = folder
        return self._county

    def keep(self, file, name):
        if self.kept_in:
            self.kept_in.mkdir(parents=True, exist_ok=True)
            shutil.copy(file, self.kept_in / name)


def write_rows(path, rows):
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows(rows)


def state(path):
    """All that a workspace holds but its clocks, as one value; raises sqlite3.Error if it cannot be read."""
    database = sqlite3.connect(f"file:{path}?mode=ro", uri=True)
    try:
        fault = database.execute("PRAGMA integrity_check").fetchone()[0]
        # rtreecheck is not built into every SQLite of Python's; the index tables are compared as they are.
        if fault != "ok":
            raise sqlite3.DatabaseError(fault)
        tables = [row[0] for row in database.execute(
            "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' "
            "AND sql NOT LIKE 'CREATE VIRTUAL%' ORDER BY name")]
        digest = hashlib.sha256()
        for table in tables:
            columns = [row[1] for row in database.execute(f'PRAGMA table_info("{table}")') if (table, row[1]) not in CLOCKS]
            names = ", ".join(f'"{column}"' for column in columns)
            rows = sorted(map(repr, database.execute(f'SELECT {names} FROM "{table}"')))
            digest.update(json.dumps([table, columns, rows]).encode())
        return digest.hexdigest()
    finally:
        database.close()


def digest(path):
    return hashlib.sha256(path.read_bytes()).hexdigest()


def names(folder):
    return sorted(entry.name for entry in folder.iterdir())


def needs(*programs):
    for program in programs:
        if not shutil.which(program):
            raise Skipped(f"needs {program}")


def needs_root():
    if os.geteuid() != 0:
        raise Skipped("needs root")


def dice(seed, row):
    return random.Random(f"{seed}/{row}")


def kill(process):
    process.send_signal(signal.SIGKILL)
    process.wait()
