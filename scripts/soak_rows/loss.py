"""Rows 1 to 4 and 6: an acknowledged import is on the disk, an interrupted one never was."""
import json
import os
import shutil
import signal
import sqlite3
import subprocess
import time

from .bench import Outcome, Skipped, dice, kill, names, needs, needs_root, state

IMPORT = ["import", "c.gpkg", "households", "next.csv"]


def lay_out(bench, folder):
    """The county's campaign and the next file, in another folder."""
    for name in ("c.gpkg", "next.csv"):
        shutil.copy(bench.part_of_county() / name, folder / name)


def old_and_new(bench):
    county = bench.part_of_county()
    return state(county / "c.gpkg"), state(county / "next.gpkg")


def duration(bench):
    """Seconds of an import that nobody disturbs."""
    times = []
    for _ in range(3):
        folder = bench.folder()
        lay_out(bench, folder)
        started = time.monotonic()
        bench.does(IMPORT, folder)
        times.append(time.monotonic() - started)
        shutil.rmtree(folder)
    return sorted(times)[1]


def judge(bench, tally, folder, status, what, old, new):
    """After a fault: the old state or the new one, and what was acknowledged is the new one; then all is well again."""
    try:
        # A command that reads brings the file back to the state before, if a write was cut short.
        shown = bench.run(["coverage", "c.gpkg", "--format", "json"], folder)
        found = state(folder / "c.gpkg")
    except sqlite3.Error as error:
        return tally.check(False, f"{what}: the file is damaged: {error}")
    if shown.status != 0:
        return tally.check(False, f"{what}: coverage afterwards says {shown.status}, {shown.says}")
    if found not in (old, new):
        return tally.check(False, f"{what}: neither the state before nor the state after")
    if status == 0 and found != new:
        return tally.check(False, f"{what}: exit 0 with the state before")
    again = bench.run(IMPORT, folder)
    if again.status != 0:
        return tally.check(False, f"{what}: the same import afterwards says {again.says}")
    if found == old and state(folder / "c.gpkg") != new:
        return tally.check(False, f"{what}: the same import afterwards does not reach the new state")
    left = [name for name in names(folder) if name not in ("c.gpkg", "next.csv")]
    return tally.check(not left, f"{what}: left behind {', '.join(left)}")


def killed(bench, tally, count, seed):
    old, new = old_and_new(bench)
    longest = duration(bench)
    random = dice(seed, 1)
    ended = {"before": 0, "after": 0}
    for i in range(count):
        folder = bench.folder()
        lay_out(bench, folder)
        pause = random.uniform(0, longest * 1.2)
        process = bench.start(IMPORT, folder, env={**os.environ, "TMPDIR": str(folder)})
        time.sleep(pause)
        status = process.poll()
        kill(process)
        ended["before" if status is None else "after"] += 1
        judge(bench, tally, folder, status, f"kill {i} after {pause:.3f} s", old, new)
        shutil.rmtree(folder)
    tally.note = f"{ended['before']} killed in time, {ended['after']} had ended"


def power_cut(bench, tally, count, seed):
    """The image of a file system is copied as the disk has it at that moment: what was not synced is gone."""
    needs_root()
    needs("mkfs.ext4", "mount", "umount")
    old, new = old_and_new(bench)
    longest = duration(bench)
    random = dice(seed, 2)
    base = bench.folder()
    image, live, after = base / "image", base / "live", base / "after"
    for folder in (live, after):
        folder.mkdir()
    subprocess.run(["truncate", "-s", "48M", str(image)], check=True)
    subprocess.run(["mkfs.ext4", "-q", "-F", str(image)], check=True)
    if subprocess.run(["mount", "-o", "loop", str(image), str(live)], capture_output=True).returncode:
        raise Skipped("needs loop devices")
    lay_out(bench, live)
    subprocess.run(["umount", str(live)], check=True)
    shutil.copy(image, base / "fresh")
    acknowledged = 0
    for i in range(count):
        shutil.copy(base / "fresh", image)
        subprocess.run(["mount", "-o", "loop", str(image), str(live)], check=True)
        process = bench.start(IMPORT, live)
        try:
            # Every other cut comes at once after the command has said that it is done.
            pause = None if i % 2 else random.uniform(longest * 0.3, longest)
            process.wait(pause)
        except subprocess.TimeoutExpired:
            process.send_signal(signal.SIGSTOP)
        status = process.poll()
        shutil.copy(image, base / "cut")
        kill(process)
        subprocess.run(["umount", str(live)], check=True)
        acknowledged += status == 0
        subprocess.run(["mount", "-o", "loop", str(base / "cut"), str(after)], check=True)
        try:
            for folder in ("lost+found",):
                shutil.rmtree(after / folder, ignore_errors=True)
            judge(bench, tally, after, status, f"cut {i}", old, new)
        finally:
            subprocess.run(["umount", str(after)], check=True)
    tally.note = f"{acknowledged} acknowledged before the cut"


def disk_full(bench, tally, count, seed):
    old, new = old_and_new(bench)
    folder = bench.folder()
    lay_out(bench, folder)
    bench.does(IMPORT, folder)
    before = (bench.part_of_county() / "c.gpkg").stat().st_size
    after = (folder / "c.gpkg").stat().st_size
    for i in range(count):
        # A journal grows beside the file: the sweep ends where both have room.
        size = before + (2 * after - before) * i // max(1, count - 1)
        folder = bench.folder()
        lay_out(bench, folder)
        kib = max(1, (after if i == count - 1 else before + (after - before) * i // count) // 1024)
        outcome = bench.run(IMPORT, folder, before=["bash", "-c", f'ulimit -f {kib}; exec "$@"', "limit"])
        refused_well(tally, outcome, f"ulimit -f {kib}")
        judge(bench, tally, folder, outcome.status, f"ulimit -f {kib}", old, new)
        shutil.rmtree(folder)
        if os.geteuid() == 0:
            on_small_disk(bench, tally, size, old, new)
    for line in (["coverage"], ["gaps"], ["log"], ["settings"], ["coverage", "--format", "geojson"], ["check"], ["issues"]):
        with open("/dev/full", "wb") as full:
            outcome = bench.run([line[0], bench.part_of_county() / "c.gpkg", *line[1:]], bench.scratch, stdout=full)
        tally.check(outcome.is_plain_refusal, lambda: f"{' '.join(line)} > /dev/full: {outcome.status}, {outcome.says}")
    if os.geteuid() != 0:
        tally.note = "without the small disks, which need root"


def refused_well(tally, outcome, what):
    tally.check(outcome.status == 0 or outcome.is_plain_refusal, lambda: f"{what}: {outcome.status}, {outcome.says}")


def on_small_disk(bench, tally, size, old, new):
    folder = bench.folder()
    room = size + (folder_room := 128 * 1024)
    subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={room}", "tmpfs", str(folder)], check=True)
    try:
        for name in ("c.gpkg", "next.csv"):
            shutil.copy(bench.part_of_county() / name, folder / name)
    except OSError:
        subprocess.run(["umount", str(folder)], check=True)
        return
    what = f"a disk of {room} bytes ({folder_room} for the list)"
    try:
        outcome = bench.run(IMPORT, folder)
        refused_well(tally, outcome, what)
        left = [name for name in names(folder) if name not in ("c.gpkg", "next.csv")]
        tally.check(not left, f"{what}: left behind {', '.join(left)}")
        for line in (["new", "n.gpkg"], ["export", "c.gpkg", "villages", "-o", "v.geojson"],
                     ["export", "c.gpkg", "villages", "-o", "v.gpkg"], ["map", "c.gpkg", "-o", "m.png"]):
            made = bench.run(line, folder)
            refused_well(tally, made, f"{line[0]} on {what}")
            target = folder / line[-1]
            left = [n for n in names(folder) if n not in ("c.gpkg", "next.csv", target.name)]
            tally.check(not left and (made.status == 0) == target.exists(), f"{line[0]} on {what}: left {names(folder)}")
            target.unlink(missing_ok=True)
        subprocess.run(["mount", "-o", "remount,size=64m", str(folder)], check=True)
        judge(bench, tally, folder, outcome.status, what, old, new)
    finally:
        subprocess.run(["umount", str(folder)], check=True)


def failing_calls(bench, tally, count, seed):
    needs("strace")
    old, new = old_and_new(bench)
    calls = ["pwrite64", "fdatasync", "fsync", "ftruncate", "unlink", "openat", "pread64", "fcntl", "rename", "link", "write"]
    exported = ["export", "c.gpkg", "villages", "-o", "v.geojson"]
    acknowledged = 0
    for call in calls:
        for errno in ("EIO", "ENOSPC"):
            # pread64 and openat also load the program: the first ones that fail are no business of ours.
            steps = sorted({1 + round(k ** 1.7) for k in range(max(2, count // 12))})
            for k in steps:
                for form in ("", "+"):
                    fault = f"inject={call}:error={errno}:when={k}{form}"
                    folder = bench.folder()
                    lay_out(bench, folder)
                    outcome = bench.run(IMPORT, folder, before=["strace", "-f", "-qq", "-o", "/dev/null", "-e", fault])
                    acknowledged += outcome.status == 0
                    # What fails before main, or within a library, may end the process by a signal; the state must hold.
                    if outcome.status not in (0, 1, 127) and call != "write":
                        tally.check(False, f"{fault}: {outcome.status}, {outcome.says[:200]}")
                    if outcome.status == 0:
                        left = [n for n in names(folder) if n not in ("c.gpkg", "next.csv")]
                        tally.check(not left, f"{fault}: exit 0, left {left}")
                    judge(bench, tally, folder, outcome.status, fault, old, new)
                    shutil.rmtree(folder)
                fault = f"inject={call}:error={errno}:when={k}+"
                folder = bench.folder()
                lay_out(bench, folder)
                (folder / "v.geojson").write_text("old")
                outcome = bench.run(exported, folder, before=["strace", "-f", "-qq", "-o", "/dev/null", "-e", fault])
                text = (folder / "v.geojson").read_text()
                is_whole = text == "old" or is_json(text)
                tally.check(is_whole and not (outcome.status == 0 and text == "old"),
                            f"export, {fault}: {outcome.status}, {len(text)} bytes")
                shutil.rmtree(folder)
                if call in ("rename", "link", "fsync", "ftruncate") and k > 4:
                    break
    tally.note = f"{acknowledged} imports were acknowledged all the same"


def is_json(text):
    try:
        json.loads(text)
        return True
    except ValueError:
        return False


def two_writers(bench, tally, count, seed):
    """Two imports at once, and reports beside them: what comes of it is what one after the other comes to."""
    random = dice(seed, 6)
    county = bench.part_of_county()
    first = ["import", "c.gpkg", "households", "next.csv"]
    second = ["import", "c.gpkg", "groups", "groups.csv"]
    shown = ["coverage", "c.gpkg", "--by", "village", "--format", "json"]
    groups = (county.parent / "groups.csv")
    if not groups.exists():
        groups.write_text("id,name,members\n" + "".join(f"G{i},group {i},{i}\n" for i in range(1, 14)), encoding="utf-8")

    def desk():
        folder = bench.folder()
        lay_out(bench, folder)
        shutil.copy(groups, folder / "groups.csv")
        return folder

    serial, reports = {}, set()
    for orders in ((), (0,), (1,), (0, 1), (1, 0)):
        folder = desk()
        reports.add(bench.does(shown, folder))
        for which in orders:
            bench.does((first, second)[which], folder)
            reports.add(bench.does(shown, folder))
        serial[orders] = state(folder / "c.gpkg")
    busy = 0
    for i in range(count):
        folder = desk()
        processes = [bench.start(first, folder), None]
        time.sleep(random.uniform(0, 0.4))
        processes[1] = bench.start(second, folder)
        while any(process.poll() is None for process in processes):
            report = bench.run(shown, folder)
            tally.check(report.status == 0 and report.stdout in reports or "busy" in report.says,
                        lambda: f"pair {i}: a report is of neither state: {report.status}, {report.says[:200]}")
        outcomes = [Outcome(p.returncode, *p.communicate()) for p in processes]
        for outcome in outcomes:
            if outcome.status != 0:
                busy += 1
                tally.check(outcome.is_plain_refusal and "busy" in outcome.says, lambda: f"pair {i}: the loser says {outcome.says}")
        done = tuple(which for which in (0, 1) if outcomes[which].status == 0)
        found = state(folder / "c.gpkg")
        allowed = [value for order, value in serial.items() if tuple(sorted(order)) == done]
        tally.check(found in allowed, f"pair {i}: no serial order of {done} comes to this state")
        left = [n for n in names(folder) if n not in ("c.gpkg", "next.csv", "groups.csv")]
        tally.check(not left, f"pair {i}: left behind {left}")
        shutil.rmtree(folder)
    # One who holds the file for longer than gridcover waits.
    folder = desk()
    before = state(folder / "c.gpkg")
    holder = sqlite3.connect(folder / "c.gpkg", isolation_level=None)
    holder.execute("BEGIN IMMEDIATE")
    refused = bench.run(first, folder)
    tally.check(refused.is_plain_refusal and "busy" in refused.says, f"beside one who holds the file: {refused.status}, {refused.says}")
    shown_beside = bench.run(shown, folder)
    tally.check(shown_beside.stdout in reports, f"a report beside one who holds the file: {shown_beside.says}")
    holder.execute("ROLLBACK")
    holder.close()
    tally.check(state(folder / "c.gpkg") == before, "a refused import has changed the file")
    tally.note = f"{busy + 1} refused as busy"


