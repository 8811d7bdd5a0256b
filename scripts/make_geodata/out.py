"""Writing files: CSV and GeoJSON, UTF-8, LF, coordinates with six decimals."""
import csv
import json
import os

from .plane import degrees


def write_csv(folder, name, header, rows):
    os.makedirs(folder, exist_ok=True)
    with open(os.path.join(folder, name), "w", encoding="utf-8", newline="") as f:
        w = csv.writer(f, lineterminator="\n")
        w.writerow(header.split(","))
        for row in rows:
            assert len(row) == header.count(",") + 1
            w.writerow(["" if x is None else x for x in row])


def write_text(folder, name, text):
    os.makedirs(folder, exist_ok=True)
    with open(os.path.join(folder, name), "w", encoding="utf-8", newline="") as f:
        f.write(text)


def lonlat(m):
    """Two columns; nothing where there are no coordinates."""
    return [degrees(m[0]), degrees(m[1])] if m else [None, None]


def write_villages(folder, title, villages):
    """villages: (properties, parts). One feature on a line, so that a change shows as a change of one line. The numbers
    are written from whole micro-degrees, not by a float printer."""
    def ring(r):
        return "[" + ",".join("[%s,%s]" % (degrees(x), degrees(y)) for x, y in r + r[:1]) + "]"

    lines = []
    for properties, parts in villages:
        polygons = ["[" + ",".join(ring(r) for r in rings) + "]" for rings in parts]
        kind, body = ("Polygon", polygons[0]) if len(polygons) == 1 else ("MultiPolygon", "[" + ",".join(polygons) + "]")
        lines.append('{"type":"Feature","properties":%s,"geometry":{"type":"%s","coordinates":%s}}'
                     % (json.dumps(properties, ensure_ascii=False, separators=(",", ":")), kind, body))
    write_text(folder, "villages.geojson", '{"type":"FeatureCollection","name":%s,"features":[\n%s\n]}\n'
               % (json.dumps(title, ensure_ascii=False), ",\n".join(lines)))


HOUSEHOLDS = "id,name,village,lon,lat,category,address,people"
ENTERPRISES = "id,name,name_en,kind,village,lon,lat,category"
GROUPS = "id,name,name_en,leader,department,members,days,hookups"
MEMBERS = "id,name,group,roles,quota"
VISITS = "id,target,date,group,member,outcome,lon,lat,accuracy,batch,note"
ISSUES = "id,target,village,kind,filed,handled,resolved,escalated,due,people,text"


def households(folder, hs):
    write_csv(folder, "households.csv", HOUSEHOLDS,
              [[h.id, h.name, h.declared, *lonlat(h.listed), h.category, h.address, h.people] for h in hs])


def enterprises(folder, es):
    write_csv(folder, "enterprises.csv", ENTERPRISES,
              [[e.id, e.name, e.name_en, e.kind, e.declared, *lonlat(e.listed), ""] for e in es])


def groups(folder, gs):
    write_csv(folder, "groups.csv", GROUPS, [[g.id, g.name, g.name_en, g.leader, g.department, g.members, g.days,
                                              ";".join(v.code for v in g.hooked)] for g in gs])


def members(folder, ms):
    write_csv(folder, "members.csv", MEMBERS, [[m.id, m.name, m.group.id, ";".join(m.roles), m.quota] for m in ms])


def visits(folder, name, vs, stamp):
    write_csv(folder, name, VISITS, [[v.id, v.target, stamp(v), v.group.id, v.member.id, v.outcome, *lonlat(v.fix),
                                      v.accuracy, v.batch, v.note] for v in vs])
