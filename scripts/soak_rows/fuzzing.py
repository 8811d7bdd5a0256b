"""libFuzzer over every reader, after the rows: minutes of inputs that nobody thought of (Fuzz/run)."""
import shutil
import subprocess

from .bench import ROOT

READERS = 7


def report(minutes):
    """Runs every reader for its share of the minutes, and prints a line for each.

    Returns False if one of them crashed.
    """
    if not shutil.which("swift"):
        print("     fuzzing: skipped, needs swift", flush=True)
        return True
    done = subprocess.run([str(ROOT / "Fuzz" / "run"), "all", str(max(5, round(minutes * 60 / READERS)))], cwd=ROOT, capture_output=True, text=True)
    for line in (done.stdout + done.stderr).splitlines():
        print(f"     fuzzing: {line}", flush=True)
    return done.returncode == 0
