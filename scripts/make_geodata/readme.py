"""The README files, written from what was made, so that no number in them is typed by hand."""
from .out import write_text

NOTICE = """All of this is **synthetic**: made by `scripts/make-geodata`, to the same bytes on every run. The places, people,
organizations, codes, visits and issues are invented; any likeness to real ones is accidental. Codes begin with 99, which
is no province.
"""


def n(x):
    return "{:,}".format(x)


def table(rows, head=("what", "count")):
    return "\n".join(["| %s | %s |" % head, "|---|---|"] + ["| %s | %s |" % (a, n(b) if isinstance(b, int) else b) for a, b in rows]) + "\n"


def write(out, facts):
    x, c = facts["xinhe"], facts["county"]
    village = table([
        ("administrative villages", 1), ("households", x["households"]), ("enterprises", x["enterprises"]),
        ("working groups", x["groups"]), ("members", x["members"]), ("visits, all on 2016-12-17", x["visits"]),
        ("of these nobody home, met later the same day", x["earlier"]), ("households met", x["households"]),
        ("enterprises met", x["enterprises"]), ("questions", x["questions"]), ("suggestions", x["suggestions"])])
    r = c["rows"]
    county = table([
        ("administrative villages, in %d townships" % c["townships"], r["villages"]), ("area, km²", n(round(c["area"]))),
        ("must-visit villages", c["must_visit"]), ("villages without households (forest farms)", len(c["empty"])),
        ("villages in two parts (an exclave inside a neighbour)", len(c["parts"])),
        ("households", r["households"]), ("– without coordinates", c["no_coordinates"]),
        ("– standing in a neighbour of the declared village", c["over_border"]),
        ("– with coordinates far outside the county", len(c["far"])), ("– without a declared village", c["no_village"])]
        + [("– category %s" % k, v) for k, v in c["priority"].items()] + [
        ("enterprises", r["enterprises"]), ("working groups", r["groups"]), ("members", r["members"]),
        ("villages hooked up to a group", c["hooked"]), ("groups with scattered hook-ups", len(c["scattered"])),
        ("visits in visits.csv, %s to %s" % (c["days"][0], c["days"][-1]), r["visits"])]
        + [("– outcome %s" % k, v) for k, v in c["outcomes"].items()] + [
        ("– with a GPS fix", c["fixes"]), ("– to ids that are not on the roster", c["unlisted"]),
        ("– planted as made up", sum(len(f) for f in c["faults"].values())),
        ("households met (distinct)", c["met"]), ("– met twice", c["met_twice"]),
        ("households with failed visits only", c["failed_only"]), ("enterprises met (distinct)", c["met_enterprises"]),
        ("villages about half done (whole hamlets left out)", c["half"]), ("villages with households and not one visit", len(c["unvisited"])),
        ("visits in visits-2016-12-31.csv", r["evening"]), ("– households newly met by them", c["evening_new"]),
        ("– enterprises newly met by them", c["evening_enterprises"]), ("– to ids that are not on the roster", c["evening_unlisted"]),
        ("households met after both files", c["met"] + c["evening_new"]),
        ("issues", r["issues"]), ("– disputes filed", c["disputes"]), ("– disputes handled", c["handled"]),
        ("– disputes resolved", c["resolved"]), ("– disputes escalated", c["escalated"]),
        ("– disputes overdue on 2016-12-31", c["overdue"]), ("– people in disputes", c["people"]), ("– suggestions", c["suggestions"]),
        ("exclusions", r["exclusions"]), ("pairings", r["pairings"])])
    write_text(out, "README.md", "# Sample data\n\n" + NOTICE + """
`xinhe/` is one village's visiting day; `county/` is a county's campaign of six weeks. Headers are gridcover's own field names,
with `name_en` and `township_en` besides. Coordinates are WGS 84 with six decimals; times are local, at +08:00.

The counts below are taken from the files as they were made; those that tests rely on are asserted in the script.

## xinhe/ – 新河村 Xinhe Village

""" + village + "\n## county/ – 云岭县 Yunling County\n\n" + county + "\nWhat was planted in it, by id: `county/README.md`.\n")

    write_text(out + "/xinhe", "README.md", "# 新河村 Xinhe Village, 17 December 2016\n\n" + NOTICE + """
One village of %.1f km² (a border of %d vertices), visited in one day by 13 groups. No group is hooked up to it: all thirteen
work in the same village.

""" % (x["area"], x["vertices"]) + village)

    faults = "\n".join("- **%s** (%d visits): %s" % (
        {"same second": "Same second: runs of four visits by one member to four targets with one and the same time (times have minutes, so different members may share one honestly)",
         "same spot": "Same spot: runs of four visits to four targets with one and the same GPS fix",
         "kilometres away": "Kilometres away: a GPS fix 3.5 to 11 km from the target"}[k], len(f), ", ".join(f))
        for k, f in c["faults"].items())
    write_text(out + "/county", "README.md", "# 云岭县 Yunling County\n\n" + NOTICE + """
## What was planted

- **Villages in two parts** (owner, in a hole of): %s.
- **Without households**: %s, two forest farms.
- **Not visited by 2016-12-30**: %s (seven of them lie together: %s). The evening file reaches %s.
- **Groups with scattered hook-ups**: %s.
- **Bad GPS on the roster**, far outside the county, with a good declared village: %s. Visits to them have fixes at the real
  door, so these too lie far from the listed target.
- **Unlisted**: ids beginning with `H9` are on no roster (%d visits, and %d in the evening file).
- **Over the border**: %d households stand up to 130 m inside a neighbour of their declared village.

## Made-up visits

%s

## Counts

""" % ("; ".join("%s in %s" % p for p in c["parts"]), " and ".join(c["empty"]), ", ".join(c["unvisited"]), ", ".join(c["corner"]),
       " and ".join(c["reached"]), ", ".join(c["scattered"]), ", ".join(c["far"]), c["unlisted"], c["evening_unlisted"],
       c["over_border"], faults) + county)
