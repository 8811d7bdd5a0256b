import CampaignModel
import Testing

@testable import Interchange

@Suite struct CoordinateTests {
  /// A made-up CRS, to be read by eye: thousandths of a degree, and nothing west of 0.
  private static var thousandths: CoordinateConversion {
    CoordinateConversion(name: "toy", numberExpected: "thousandths, as 113500") {
      (xs, ys) throws(CoordinateConversion.Refusal) in
      if xs.allSatisfy({ abs($0) < 180 }), xs.contains(where: { $0 != 0 }) {
        throw CoordinateConversion.Refusal(
          expected: "thousandths of a degree", found: "degrees", remedy: "import without toy")
      }
      for i in xs.indices {
        (xs[i], ys[i]) = xs[i] < 0 ? (.nan, .nan) : (xs[i] / 1000, ys[i] / 1000)
      }
      return ["converted from toy"]
    }
  }

  private func read(
    _ text: String, as kind: RecordKind, name: String = "f.csv",
    by conversion: CoordinateConversion? = Self.thousandths
  ) throws(InterchangeError) -> Normalised {
    let source = try readSource(kind, from: InputFile(path: name, bytes: Array(text.utf8)))
    return try normalise(source, as: kind, mapping: nil, utcOffsetMinutes: 480, conversion: conversion)
  }

  private func collection(_ crs: String, _ geometry: String) -> String {
    #"{"type":"FeatureCollection",\#(crs)"features":[{"type":"Feature","geometry":\#(geometry),"#
      + #""properties":{"id":"1","code":"1","name":"n"}}]}"#
  }

  private func crs(_ name: String) -> String {
    #""crs":{"type":"name","properties":{"name":"\#(name)"}},"#
  }

  @Test(
    "columns are plain numbers until they are converted", arguments: ["lon,lat", "x,y", "Easting,Northing"])
  func columns(headers: String) throws {
    let result = try read("id,\(headers)\n1,113500,28250\n2,,\n3,114000,-1500.5\n", as: .enterprises)
    #expect(result.rejections.isEmpty)
    #expect(result.table.xs?[0] == 113.5 && result.table.ys?[0] == 28.25)
    #expect(result.table.xs?[1].isNaN == true && result.table.ys?[2] == -1.5005)
    #expect(result.warnings == ["f.csv: converted from toy"])
  }

  @Test(
    "what has no place after conversion rejects its row",
    arguments: [
      ("-5,28250", "field x: expected a point that has a place by toy, found -5.0 28250.0"),
      ("113500,91000", "field y: expected a latitude from -90 to 90, found 91.0"),
      (
        "0,0",
        "field x: expected the place of the record, or nothing if it is unknown, "
          + "found 0, 0 (a point in the Atlantic that stands for a missing place)"
      ),
      ("113500,n", "field y: expected thousandths, as 113500, found \"n\""),
    ])
  func rejections(row: String, sentence: String) throws {
    let result = try read("id,x,y\n1,\(row)\n2,113500,28250\n", as: .enterprises)
    #expect(result.rejections.map(\.sentence).contains("row 1 (line 2), \(sentence)"))
    #expect(result.table.rowCount == 1)
  }

  @Test("coordinates that are others than was said refuse the file, with its fields")
  func refusal() {
    let said = complaint { () throws(InterchangeError) in
      try read("id,x,y\n1,113,28\n", as: .enterprises)
    }
    #expect(
      said == "f.csv: field x, y: expected thousandths of a degree, found degrees; import without toy")
  }

  @Test("polygons are converted vertex by vertex, and by identity stay as they are")
  func regions() throws {
    let square = #"{"type":"Polygon","coordinates":[[[1000,1000],[2000,1000],[2000,2000],[1000,1000]]]}"#
    let result = try read(collection("", square), as: .villages, name: "v.json")
    #expect(result.table.regions == [Region(exterior: [(1, 1), (2, 1), (2, 2)])])

    let far = #"{"type":"Polygon","coordinates":[[[1000,1000],[-1,1000],[2000,2000],[1000,1000]]]}"#
    let rejected = try read(collection("", far), as: .villages, name: "v.json")
    #expect(
      rejected.rejections.map(\.sentence) == [
        "row 1, field geometry: expected a point that has a place by toy, found -1.0 1000.0"
      ])

    let identity = CoordinateConversion(name: "same", numberExpected: "degrees", isIdentity: true) {
      (_, _) throws(CoordinateConversion.Refusal) in ["unchanged"]
    }
    let degrees = #"{"type":"Polygon","coordinates":[[[0.1,1],[0.30000000000000004,1],[2,2],[0.1,1]]]}"#
    for conversion in [identity, nil] {
      let same = try read(collection("", degrees), as: .villages, name: "v.json", by: conversion)
      #expect(same.table.regions == [Region(exterior: [(0.1, 1), (0.30000000000000004, 1), (2, 2)])])
    }
  }

  @Test("ids are made of what the file says, whatever it is converted to")
  func derivedKeys() throws {
    let text = "name,lon,lat\nn,179.5,28.2\n"
    let plain = try read(text, as: .households, by: nil)
    let moved = try read(
      text, as: .households,
      by: CoordinateConversion(name: "m", numberExpected: "") {
        (xs, _) throws(CoordinateConversion.Refusal) in
        xs[0] += 1e-13
        return []
      })
    #expect(plain.table.keys == moved.table.keys)
  }

  @Test(
    "the crs member of old GeoJSON names an EPSG code in several spellings",
    arguments: [
      ("urn:ogc:def:crs:EPSG::4547", "EPSG:4547"), ("EPSG:4547", "EPSG:4547"),
      ("urn:ogc:def:crs:EPSG:6.9:4490", "EPSG:4490"),
      ("http://www.opengis.net/def/crs/EPSG/0/32649", "EPSG:32649"),
      ("urn:ogc:def:crs:OGC:1.3:CRS84", nil), ("EPSG:4326", nil),
      ("http://www.opengis.net/def/crs/OGC/1.3/CRS84", nil),
    ] as [(String, String?)])
  func namedCRS(name: String, code: String?) throws {
    let text = collection(crs(name), #"{"type":"Point","coordinates":[401817.5,3121010.8]}"#)
    let source = try readSource(.enterprises, from: InputFile(path: "f.json", bytes: Array(text.utf8)))
    #expect(source.crs == code && source.rowCount == 1)
    // What has no coordinates needs no CRS.
    #expect(try read(text, as: .groups, name: "f.json", by: nil).table.rowCount == 1)
    guard let code else { return }
    #expect(
      complaint { () throws(InterchangeError) in
        try read(text, as: .enterprises, name: "f.json", by: nil)
      }?.contains("found \"\(code)\"") == true)
    let result = try read(text, as: .enterprises, name: "f.json")
    #expect(result.warnings.count == 2)
    #expect(
      result.warnings[1].hasPrefix("f.json: the member crs names \(code); GeoJSON is WGS 84 by RFC 7946"))
  }

  @Test("two CRSs in one file are none")
  func twoCRSs() {
    let point = #"{"type":"Point",\#(crs("EPSG:4547"))"coordinates":[1,2]}"#
    let said = complaint { () throws(InterchangeError) in
      try read(collection(crs("EPSG:4326"), point), as: .enterprises, name: "f.json")
    }
    #expect(
      said == "f.json: member crs: expected one CRS for the whole file, found EPSG:4326 and EPSG:4547; "
        + "write the file anew in one of them")
  }
}
