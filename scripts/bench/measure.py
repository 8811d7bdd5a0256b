"""What the scripts of this folder share: the peers' environment, made rosters, processes with what they cost."""
import os
import platform
import statistics
import subprocess
import sys
import time
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent
PACKAGES = ["sedonadb[geopandas]", "duckdb", "duckdb-extension-spatial", "geopandas", "pyogrio", "pyarrow", "numpy", "matplotlib"]


def measured(command, **options):
    """Wall and processor seconds, and the peak of memory in MB, of a command with all that it starts."""
    start = time.monotonic()
    process = subprocess.Popen([str(part) for part in command], **{"stdout": subprocess.DEVNULL, **options})
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode != 0:
        sys.exit(f"{command[0]}: expected exit status 0, found {process.returncode}")
    return {
        "wall_s": time.monotonic() - start, "cpu_s": usage.ru_utime + usage.ru_stime,
        "peak_mb": usage.ru_maxrss / 1024,
    }


def median(runs):
    return {key: statistics.median(run[key] for run in runs) for key in runs[0]}


def environment(work):
    python = work / "venv" / "bin" / "python"
    if not python.exists():
        subprocess.run([sys.executable, "-m", "venv", str(work / "venv")], check=True)
        subprocess.run([str(python), "-m", "pip", "-q", "install", *PACKAGES], check=True)
    return python


def households(python, work, villages, count, seed):
    path = work / f"households-{villages.stem}-{count}-{seed}.csv"
    if not path.exists():
        part = path.with_suffix(".part")
        subprocess.run([python, HERE / "make-households", "--villages", villages, "--count", str(count),
                        "--seed", str(seed), "-o", part], check=True)
        part.rename(path)
    return path


def machine():
    """What a result is to be read with."""
    return {"system": platform.platform(), "cores": os.cpu_count(), "load": [round(one, 2) for one in os.getloadavg()]}


class Server:
    """The PostgreSQL server beside this program: what it has cost so far, by all of its processes."""

    def __init__(self):
        self.tick = os.sysconf("SC_CLK_TCK")
        folder = Path(os.environ["PGHOST"]) / "data" / "postmaster.pid"
        self.pid = int(folder.read_text().split()[0])

    def cpu(self):
        """Seconds of processor time: the postmaster's, of the children that it has seen end, and of those that live."""
        total = 0
        for entry in os.listdir("/proc"):
            if not entry.isdigit():
                continue
            try:
                fields = Path(f"/proc/{entry}/stat").read_text().rpartition(")")[2].split()
            except OSError:
                continue
            if int(entry) == self.pid:
                total += sum(int(one) for one in fields[11:15])
            elif int(fields[1]) == self.pid:
                total += int(fields[11]) + int(fields[12])
        return total / self.tick


def beside_a_server(*settings):
    """Begins this program anew beside a PostgreSQL server of its own, unless it is."""
    if "GRIDCOVER_POSTGIS" in os.environ:
        return
    command = [str(ROOT / "scripts/postgis/with-server")]
    for setting in settings:
        command += ["--setting", setting]
    os.execv(command[0], command + [sys.executable, *sys.argv])


def psql(sql, server=None):
    """Runs a script in the server, and returns what it prints as CSV without a header, and what that cost."""
    before = server.cpu() if server else 0
    start = time.monotonic()
    process = subprocess.Popen(["psql", "-X", "-q", "--csv", "-t", "-v", "ON_ERROR_STOP=1"], stdin=subprocess.PIPE,
                               stdout=subprocess.PIPE, text=True)
    process.stdin.write("SET client_min_messages = warning;\n" + sql)
    process.stdin.close()
    output = process.stdout.read()
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode != 0:
        sys.exit(f"psql: expected exit status 0, found {process.returncode}")
    wall = time.monotonic() - start
    cost = {"wall_s": wall, "cpu_s": usage.ru_utime + usage.ru_stime}
    if server:
        # What a session cost is known when the postmaster has seen it end.
        time.sleep(0.2)
        cost["cpu_s"] += server.cpu() - before
    return output, cost


def table(rows):
    """Prints wall and processor seconds by name, and as multiples of the first."""
    base = next(iter(rows.values()))
    print(f"\n{'':28}{'wall s':>9}{'cpu s':>9}{'wall ÷':>9}{'cpu ÷':>9}")
    for name, one in rows.items():
        print(f"{name:28}{one['wall_s']:9.2f}{one['cpu_s']:9.2f}{one['wall_s'] / base['wall_s']:9.1f}"
              f"{one['cpu_s'] / base['cpu_s']:9.1f}")
