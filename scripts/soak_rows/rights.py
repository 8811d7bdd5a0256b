"""Rows 5, 12, 17 and 18: who may read and write, what leaves with whom, and that nothing is fetched."""
import json
import os
import re
import shutil
import stat
import subprocess
import zipfile
import zlib

from .bench import KINDS, TINY, Skipped, digest, names, needs, needs_root

REPORTS = [
    ["coverage", "c.gpkg", "--by", "village"], ["gaps", "c.gpkg", "--by", "target"], ["trend", "c.gpkg"], ["audit", "c.gpkg"],
    ["issues", "c.gpkg"], ["check", "c.gpkg"], ["log", "c.gpkg"], ["settings", "c.gpkg"], ["snapshot", "c.gpkg", "list"],
    ["pair", "c.gpkg", "--check"], ["export", "c.gpkg", "villages", "-o", "-"], ["doctor", "c.gpkg"],
]
WRITES = [
    ["import", "c.gpkg", "households", "households.csv"], ["settings", "c.gpkg", "set", "smallest_count=7"], ["undo", "c.gpkg"],
    ["grid", "c.gpkg", "square", "--size", "500"], ["allocate", "c.gpkg"], ["snapshot", "c.gpkg", "take", "monday"],
]


def read_only(bench, tally, count, seed):
    needs_root()
    needs("setpriv")
    folder = bench.folder(0o755)
    bench.tiny(folder)
    for name in names(folder):
        os.chmod(folder / name, 0o644)
    expected = [bench.run(line, folder) for line in REPORTS]
    before = {name: digest(folder / name) for name in names(folder)}
    stranger = ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"]
    for line, mine in zip(REPORTS, expected):
        theirs = bench.run(line, folder, before=stranger)
        tally.check((theirs.status, theirs.stdout) == (mine.status, mine.stdout),
                    lambda: f"{' '.join(line)} by a reader: {theirs.status}, {theirs.says}")
    out = bench.folder(0o777)
    for line in (["map", "c.gpkg", "-o", f"{out}/m.pdf"], ["report", "c.gpkg", "-o", f"{out}/r.html"],
                 ["export", "c.gpkg", "coverage", "-o", f"{out}/v.gpkg"], ["backup", "c.gpkg", "-o", f"{out}/b.gpkg"]):
        made = bench.run(line, folder, before=stranger)
        tally.check(made.status == 0, lambda: f"{line[0]} by a reader: {made.says}")
    for line in [*WRITES, ["map", "c.gpkg", "-o", "m.pdf"], ["export", "c.gpkg", "villages", "-o", "v.csv"], ["new", "n.gpkg"]]:
        refused = bench.run(line, folder, before=stranger)
        tally.check(refused.is_plain_refusal, lambda: f"{' '.join(line)} by a reader: {refused.status}, {refused.says}")
    tally.check({name: digest(folder / name) for name in names(folder)} == before, "a reader changed, made or left a file")
    os.chmod(folder / "c.gpkg", 0o600)
    for line in (REPORTS[0], WRITES[0]):
        refused = bench.run(line, folder, before=stranger)
        tally.check(refused.is_plain_refusal, lambda: f"{line[0]} of another's 0600 file: {refused.status}, {refused.says}")


def permissions(bench, tally, count, seed):
    personal = ["c.gpkg", "h.csv", "h.gpkg", "h.geojson", "i.html", "i.pdf", "p.pdf", "rejects.csv", "withdrawn.csv", "b.gpkg"]
    for mask in ("000", "022", "077"):
        folder = bench.folder()
        under = ["bash", "-c", f'umask {mask}; exec "$@"', "umask"]
        for file in TINY.iterdir():
            shutil.copy(file, folder / file.name)
        (folder / "bad.csv").write_text("id,name,lon,lat\nB,王小明,999,1\n", encoding="utf-8")
        bench.run(["new", "c.gpkg"], folder, before=under)
        for kind in KINDS:
            bench.does(["import", "c.gpkg", kind, "villages.geojson" if kind == "villages" else f"{kind}.csv"], folder, before=under)
        for line in (
            ["export", "c.gpkg", "households", "--include", "households", "-o", "h.csv"],
            ["export", "c.gpkg", "households", "--include", "households", "-o", "h.gpkg"],
            ["export", "c.gpkg", "households", "--include", "households", "-o", "h.geojson"],
            ["map", "c.gpkg", "--include", "households", "-o", "i.html"], ["map", "c.gpkg", "--include", "households", "-o", "i.pdf"],
            ["allocate", "c.gpkg"], ["packet", "c.gpkg", "--group", "G2", "-o", "p.pdf"],
            ["import", "c.gpkg", "households", "bad.csv", "--rejects", "rejects.csv"],
            ["import", "c.gpkg", "households", "households.csv", "--replace", "--withdrawn", "withdrawn.csv"],
            ["backup", "c.gpkg", "-o", "b.gpkg"],
        ):
            bench.run(line, folder, before=under)
        for name in personal:
            there = (folder / name).exists()
            mode = stat.S_IMODE((folder / name).stat().st_mode) if there else None
            tally.check(there and mode & 0o077 == 0, f"umask {mask}: {name} has mode {mode and oct(mode)}")
    # Links that the user did not name are not written through; a link that is named is itself replaced.
    folder = bench.folder()
    bench.tiny(folder)
    victim = folder / "victim"
    for line, target in (
        (["new", "link.gpkg"], "link.gpkg"), (["export", "c.gpkg", "villages", "-o", "link.csv"], "link.csv"),
        (["export", "c.gpkg", "villages", "-o", "link2.gpkg"], "link2.gpkg"), (["map", "c.gpkg", "-o", "link.pdf"], "link.pdf"),
        (["map", "c.gpkg", "-o", "link.html"], "link.html"), (["report", "c.gpkg", "-o", "link3.html"], "link3.html"),
        (["backup", "c.gpkg", "-o", "link4.gpkg"], "link4.gpkg"),
        (["import", "c.gpkg", "households", "households.csv", "--replace", "--withdrawn", "link5.csv"], "link5.csv"),
    ):
        victim.write_text("untouched")
        (folder / target).symlink_to("victim")
        bench.run(line, folder)
        tally.check(victim.read_text() == "untouched", f"{' '.join(line)} wrote through a link")
        (folder / target).unlink(missing_ok=True)
    (folder / "dangling.gpkg").symlink_to("nowhere.gpkg")
    refused = bench.run(["new", "dangling.gpkg"], folder)
    tally.check(refused.is_plain_refusal and not (folder / "nowhere.gpkg").exists(), "new made a file through a dangling link")


PLANTED = ["QZX张三丰QZX", "QZX李四光QZX", "QZXaddressQZX", "QZXnoteQZX", "QZXreasonQZX", "QZXtextQZX", "QZXmemberQZX", "QZXHID",
           "<script>alert('QZX')</script>", "QZXcategoryQZX"]


def planted(bench, folder):
    """The tiny campaign, with a mark in every text about a person."""
    bench.tiny(folder, kinds=["villages"])
    files = {
        "households": "id,name,village,lon,lat,category,address,people\n" + "".join(
            f"QZXHID{i},{PLANTED[i % 2]}{PLANTED[8] if i % 3 == 0 else ''},990199001001,{113.001 + i * 0.0007:.4f},28.003,"
            f"{'low-income' if i < 3 else ''},{PLANTED[2]},2\n" for i in range(9)),
        "members": f"id,name,group\nQZXmemberQZX1,{PLANTED[6]},G1\n",
        "groups": "id,name,leader,members\nG1,first group,QZXleadQZX,2\nG2,second group,Li,2\n",
        "visits": "id,target,date,group,member,outcome,note\n" + "".join(
            f"QZXV{i},QZXHID{i},2016-12-0{i + 1},G1,QZXmemberQZX1,{'met' if i % 2 else 'refused'},{PLANTED[3]}\n" for i in range(6)),
        "issues": f"id,target,kind,filed,text\nQZXI1,QZXHID1,dispute,2016-12-02,{PLANTED[5]}\n",
        "enterprises": "id,name,village,lon,lat\nE1,brickworks,990199001002,113.015,28.005\nE2,school,990199002001,113.005,28.015\n",
        "exclusions": f"target,reason,from,approved_by\nQZXHID8,{PLANTED[4]},2016-12-01,QZXmemberQZX\n",
        "pairings": "member,contact,kind\nQZXmemberQZX1,QZXHID2,officer–family\n",
    }
    for kind, text in files.items():
        (folder / f"{kind}.csv").write_text(text, encoding="utf-8")
        bench.does(["import", "c.gpkg", kind, f"{kind}.csv"], folder)


def opened(path):
    """All bytes of a file, with what is packed in it: PDF streams, zip members."""
    data = path.read_bytes()
    parts = [data]
    for stream in re.finditer(rb"stream\r?\n", data) if path.suffix == ".pdf" else ():
        try:
            parts.append(zlib.decompressobj().decompress(data[stream.end():]))
        except zlib.error:
            pass
    if path.suffix == ".pdf" and shutil.which("pdftotext"):
        parts.append(subprocess.run(["pdftotext", str(path), "-"], capture_output=True).stdout)
    if path.suffix in (".zip", ".xlsx"):
        with zipfile.ZipFile(path) as archive:
            parts += [archive.read(name) for name in archive.namelist()]
    return b"\n".join(parts)


def planted_names(bench, tally, count, seed):
    folder = bench.folder()
    planted(bench, folder)
    # Longer than what chance puts into a packed font.
    mark = re.compile(rb"QZX(?:[a-z]{4}|HID|V\d|I1|[\xe5\xe6])")
    for line in (["grid", "c.gpkg", "square", "--size", "400"], ["allocate", "c.gpkg", "--relax", "balance"], ["snapshot", "c.gpkg", "take", "m"]):
        bench.does(line, folder)
    out = bench.folder()
    made = [[f"export c.gpkg {layer} -o", f"{layer}.{ending}"] for layer in ("villages", "cells", "enterprises", "groups", "plan", "coverage")
            for ending in ("csv", "geojson", "gpkg", "xlsx" if layer == "groups" else "kml")]
    made += [["export c.gpkg all -o", "all.gpkg"]]
    made += [["map c.gpkg -o", "m.pdf"], ["map c.gpkg -o", "m.svg"], ["map c.gpkg -o", "m.html"], ["map c.gpkg --theme gaps -o", "g.pdf"],
             ["map c.gpkg --theme issues -o", "i.svg"], ["map c.gpkg --theme flags -o", "f.svg"], ["map c.gpkg --atlas group -o", "a.pdf"],
             ["report c.gpkg -o", "r.html"], ["report c.gpkg -o", "r.pdf"], ["report c.gpkg --lang zh-Hans -o", "z.html"],
             ["trend c.gpkg -o", "t.svg"]]
    for line, name in made:
        done = bench.run([*line.split(), out / name], folder)
        tally.check(done.status == 0, lambda: f"{line} {name}: {done.says}")
        if (out / name).exists():
            found = opened(out / name)
            tally.check(not mark.search(found), f"{line} {name} holds a planted name")
            if name.endswith((".html", ".svg")):
                tally.check(b"<script>alert" not in found, f"{name} holds a planted script")
    for line in ("coverage c.gpkg --certificate", ):
        bench.run([*line.split(), out / "k.json"], folder)
        tally.check(not mark.search(opened(out / "k.json")), "the certificate holds a planted name")
    # The figures, the log, and what is said of bad rows.
    for line in ("coverage c.gpkg", "log c.gpkg", "log c.gpkg --format json",
                 "trend c.gpkg", "snapshot c.gpkg list", "snapshot c.gpkg diff m", "settings c.gpkg", "issues c.gpkg", "coverage c.gpkg --by village",
                 "gaps c.gpkg --by village --public", "audit c.gpkg"):
        done = bench.run(line.split(), folder)
        tally.check(not mark.search(done.stdout + done.stderr), f"{line} prints a planted name")
    rows = {"id": "QZXHID9,QZXnameQZX,990199001001,113.002,28.002,2016-99-99", "lon": "H9,QZXnameQZX,990199001001,QZX1,28.002,"}
    for field, row in rows.items():
        (folder / "bad.csv").write_text(f"id,name,village,lon,lat,visited_on\n{row}\n", encoding="utf-8")
        done = bench.run(["import", "c.gpkg", "households", "bad.csv"], folder)
        tally.check(done.status == 1 and b"nameQZX" not in done.stderr, f"a refusal of {field} names a person")
    # Three low-income households live in one village: their count is withheld in what is handed out.
    bench.does(["export", "c.gpkg", "coverage", "-o", "k.geojson"], folder)
    rows = {f["properties"]["code"]: f["properties"] for f in json.loads((folder / "k.geojson").read_text(encoding="utf-8"))["features"]}
    village = rows.get("990199001001", {})
    tally.check(village.get("priority_expected") is None and village.get("suppressed") is True, f"a count of 3 is published: {village}")


def no_network(bench, tally, count, seed):
    needs("unshare")
    if subprocess.run(["unshare", "-n", "true"], capture_output=True).returncode:
        raise Skipped("needs the right to make a network namespace")
    folder = bench.folder()
    alone = ["unshare", "-n"]
    bench.tiny(folder)
    for line in (["new", "n.gpkg"], ["import", "n.gpkg", "villages", "villages.geojson"], ["import", "n.gpkg", "households", "households.csv"],
                 ["grid", "c.gpkg", "hexagon", "--size", "400"], ["allocate", "c.gpkg"], ["coverage", "c.gpkg"], ["gaps", "c.gpkg"],
                 ["map", "c.gpkg", "-o", "m.html"], ["map", "c.gpkg", "-o", "m.pdf"], ["report", "c.gpkg", "-o", "r.html"],
                 ["report", "c.gpkg", "-o", "r.pdf"], ["export", "c.gpkg", "villages", "-o", "v.kml"], ["trend", "c.gpkg", "-o", "t.svg"],
                 ["import", "n.gpkg", "villages", "v.kml"]):
        done = bench.run(line, folder, before=alone)
        tally.check(done.status == 0 or (line[-1] == "v.kml"), lambda: f"{' '.join(line)} without a network: {done.says}")
    calls = ["strace", "-f", "-qq", "-e", "trace=socket,connect,sendto", "-e", "signal=none", "-o", str(folder / "calls")]
    if shutil.which("strace"):
        for line in (["coverage", "c.gpkg"], ["map", "c.gpkg", "-o", "m2.html"], ["report", "c.gpkg", "-o", "r2.pdf"],
                     ["import", "c.gpkg", "households", "households.csv"]):
            bench.run(line, folder, before=calls)
            text = (folder / "calls").read_text()
            tally.check("AF_INET" not in text, f"{line[0]} opens a network socket: {text[:200]}")
    for name in ("m.html", "r.html", "t.svg"):
        # A link that a person may follow fetches nothing by itself.
        text = re.sub(r"<a [^>]*>", "", (folder / name).read_text(encoding="utf-8"))
        outside = [link for link in re.findall(r"""(?:src|href|url)\s*[=(]\s*["']?([^"')\s>]+)""", text)
                   if not link.startswith(("#", "data:", "blob:")) and re.match(r"(https?:)?//|\w+:", link)]
        tally.check(not outside, f"{name} refers to {outside[:3]}")
        if name.endswith(".html"):
            tally.check("Content-Security-Policy" in text and "default-src 'none'" in text, f"{name} has no policy that forbids fetching")
