#!/usr/bin/python3
"""Check a GeoJSON file against RFC 7946, as strictly as a good export deserves.

    /usr/bin/python3 Tests/Schemas/check.py FILE [--decimals 7]

Beside the schema (geojson-rfc7946.schema.json): UTF-8 without a byte order mark, no member twice, no NaN, no
`crs` member, closed rings, exterior rings counterclockwise and holes clockwise, at most 7 decimals in
coordinates, and a bbox that is exactly the extent of what it bounds. Prints the first ten findings, each with
its place; exit status 1 if there is one. Needs python3-jsonschema.
"""
import json
import sys
from decimal import Decimal
from pathlib import Path

import jsonschema

SCHEMA = Path(__file__).with_name("geojson-rfc7946.schema.json")
SHOWN = 10


class Written(float):
    """A number that remembers how it was written."""

    def __new__(cls, text):
        number = super().__new__(cls, text)
        number.text = text
        return number


class NotJSON(Exception):
    pass


def unique_members(pairs):
    members = dict(pairs)
    if len(members) < len(pairs):
        names = [name for name, _ in pairs]
        repeated = next(name for name in names if names.count(name) > 1)
        raise NotJSON(f"expected each member once, found {repeated!r} twice in one object")
    return members


def no_constant(text):
    raise NotJSON(f"expected numbers, found {text}")


def read(path):
    data = Path(path).read_bytes()
    if data.startswith(b"\xef\xbb\xbf"):
        raise NotJSON("byte 0: expected no byte order mark, found one (RFC 8259, section 8.1)")
    try:
        return json.loads(data.decode("utf-8"), parse_float=Written, parse_constant=no_constant,
                          object_pairs_hook=unique_members)
    except UnicodeDecodeError as error:
        raise NotJSON(f"byte {error.start}: expected UTF-8, found something else") from error
    except json.JSONDecodeError as error:
        raise NotJSON(f"line {error.lineno}, column {error.colno}: {error.msg}") from error
    except RecursionError as error:
        raise NotJSON("expected GeoJSON, found a nesting too deep to read") from error


def schema_findings(document):
    validator = jsonschema.Draft202012Validator(json.loads(SCHEMA.read_text(encoding="utf-8")))
    for error in validator.iter_errors(document):
        deepest = jsonschema.exceptions.best_match([error])
        message = deepest.message if len(deepest.message) <= 200 else deepest.message[:200] + "…"
        yield f"{place(deepest.absolute_path)}: {message}"


def place(path):
    return "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in path).lstrip(".") or "top"


def geometries(document):
    """Each geometry of a collection that the schema has passed, with its path; collections are opened."""
    pending = [(("features", index, "geometry"), feature["geometry"])
               for index, feature in enumerate(document["features"])]
    pending.reverse()
    while pending:
        path, geometry = pending.pop()
        if geometry is None:
            continue
        yield path, geometry
        for index, part in enumerate(geometry.get("geometries", [])):
            pending.append((path + ("geometries", index), part))


def positions(coordinates, path=()):
    if coordinates and not isinstance(coordinates[0], list):
        yield path, coordinates
        return
    for index, part in enumerate(coordinates):
        yield from positions(part, path + (index,))


def all_positions(geometry):
    for part in geometry.get("geometries", []):
        yield from all_positions(part)
    for _, position in positions(geometry.get("coordinates", [])):
        yield position


def decimals(number):
    if isinstance(number, int):
        return 0
    return max(0, -Decimal(number.text).normalize().as_tuple().exponent)


def twice_area(ring):
    """Twice the signed area by the shoelace formula, from the first vertex on so that digits are not lost."""
    x0, y0 = ring[0][:2]
    return sum((a[0] - x0) * (b[1] - y0) - (b[0] - x0) * (a[1] - y0) for a, b in zip(ring, ring[1:]))


def ring_findings(polygon, path):
    for index, ring in enumerate(polygon):
        where = place(path + (index,))
        if ring[0] != ring[-1]:
            yield f"{where}: expected a closed ring, found first {ring[0]} and last {ring[-1]}"
            continue
        area = twice_area(ring)
        name, wanted = ("exterior ring", "counterclockwise") if index == 0 else ("hole", "clockwise")
        if area == 0:
            yield f"{where}: expected a ring that encloses an area, found none"
        elif (area > 0) != (index == 0):
            other = "clockwise" if index == 0 else "counterclockwise"
            yield f"{where}: expected a {wanted} {name} (section 3.1.6), found it {other}"


def geometry_findings(document, most_decimals):
    for path, geometry in geometries(document):
        path = path + ("coordinates",)
        for inner, position in positions(geometry.get("coordinates", [])):
            for axis, number in enumerate(position):
                if decimals(number) > most_decimals:
                    yield (f"{place(path + inner + (axis,))}: expected at most {most_decimals} decimals, "
                           f"found {number.text}")
        if geometry["type"] == "Polygon":
            yield from ring_findings(geometry["coordinates"], path)
        elif geometry["type"] == "MultiPolygon":
            for index, polygon in enumerate(geometry["coordinates"]):
                yield from ring_findings(polygon, path + (index,))


def box_finding(bbox, found, where):
    if not found:
        return f"{where}: expected no bbox without coordinates, found {bbox}"
    half = len(bbox) // 2
    if any(len(position) < half for position in found):
        return f"{where}: expected altitudes in all positions for a bbox of six numbers, found some without"
    if bbox[0] > bbox[half]:
        # Across the antimeridian (section 5.2): west of it is greater.
        outside = [p for p in found if p[0] < bbox[0] and p[0] > bbox[half]]
        return f"{where}: expected all positions inside, found {outside[0]} outside" if outside else None
    extent = [min(p[axis] for p in found) for axis in range(half)]
    extent += [max(p[axis] for p in found) for axis in range(half)]
    if bbox != extent:
        return f"{where}: expected {extent}, found {bbox}"
    return None


def box_findings(document):
    everything = []
    for index, feature in enumerate(document["features"]):
        found = list(all_positions(feature["geometry"] or {}))
        everything += found
        if "bbox" in feature:
            yield box_finding(feature["bbox"], found, f"features[{index}].bbox")
    for path, geometry in geometries(document):
        if "bbox" in geometry:
            yield box_finding(geometry["bbox"], list(all_positions(geometry)), f"{place(path)}.bbox")
    if "bbox" in document:
        yield box_finding(document["bbox"], everything, "bbox")


def check(path, most_decimals=7):
    """All findings in a file, as sentences."""
    try:
        document = read(path)
    except NotJSON as error:
        return [str(error)]
    findings = list(schema_findings(document))
    if findings:
        return findings
    if "crs" in document:
        findings.append("crs: expected no such member, for RFC 7946 is WGS 84 only (section 4), found one")
    findings += geometry_findings(document, most_decimals)
    findings += [finding for finding in box_findings(document) if finding]
    return findings


def main(argv):
    arguments = argv[1:]
    most_decimals = 7
    if len(arguments) == 3 and arguments[1] == "--decimals" and arguments[2].isdecimal():
        most_decimals = int(arguments[2])
        arguments = arguments[:1]
    if len(arguments) != 1 or arguments[0].startswith("-"):
        print(__doc__.strip(), file=sys.stderr)
        return 64
    try:
        findings = check(arguments[0], most_decimals)
    except OSError as error:
        print(f"{arguments[0]}: {error.strerror}", file=sys.stderr)
        return 1
    for finding in findings[:SHOWN]:
        print(f"{arguments[0]}: {finding}")
    if len(findings) > SHOWN:
        print(f"{arguments[0]}: {len(findings) - SHOWN} more findings")
    return 1 if findings else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv))
