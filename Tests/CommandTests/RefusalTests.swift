import Foundation
import TestSupport
import Testing

/// A file that is not taken in: one line says where and why, and the workspace stays as it is.
struct Refusal: Sendable, CustomTestStringConvertible {
  var kind: String
  var file: String
  var bytes: [UInt8]
  /// All that is said.
  var sentence: String

  var testDescription: String { "\(kind) \(file)" }

  init(_ kind: String, _ file: String, _ text: String, _ sentence: String) {
    self.init(kind, file, Array(text.utf8), sentence)
  }

  init(_ kind: String, _ file: String, _ bytes: [UInt8], _ sentence: String) {
    self.kind = kind
    self.file = file
    self.bytes = bytes
    self.sentence = "\(file): \(sentence)"
  }

  /// One row of households below a full header.
  static func household(_ row: String, _ sentence: String) -> Refusal {
    Refusal("households", "roster.csv", "\(header)\n\(row)\n", sentence + nothing)
  }

  /// One row of visits.
  static func visit(_ row: String, _ sentence: String) -> Refusal {
    Refusal("visits", "monday.csv", "target,date,outcome\n\(row)\n", sentence + nothing)
  }

  /// One village as its rings.
  static func village(_ rings: String, _ sentence: String) -> Refusal {
    Refusal("villages", "map.geojson", oneVillage(rings), sentence + nothing)
  }

  static let header = "id,name,village,lon,lat,category,people"
  static let nothing = "; nothing was imported (--skip-rejected imports the rest)"
  static let readable = """
    expected CSV (.csv, .tsv, .txt), GeoJSON (.geojson, .geojsonl, .json), GeoPackage (.gpkg), Excel (.xlsx), \
    OpenDocument (.ods), shapefile (.shp, or .zip), KML (.kml, .kmz), FlatGeobuf (.fgb), MapInfo (.tab, .mif), file \
    geodatabase (.gdb, or .zip), PostgreSQL (PG:…)
    """

  static func oneVillage(_ rings: String, code: String = "990199001009") -> String {
    """
    {"type": "FeatureCollection", "features": [{"type": "Feature", "properties": {"code": "\(code)", "name": "结村"},
    "geometry": {"type": "Polygon", "coordinates": [\(rings)]}}]}
    """
  }

  static let files: [Refusal] = [
    Refusal("households", "roster.csv", "", "the file is empty; expected a header and rows, or features"),
    Refusal(
      "households", "roster.csv", [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A], "found a PNG picture; \(readable)"),
    Refusal(
      "households", "roster.xlsx", [0x50, 0x4B, 3, 4, 20, 0],
      "expected a whole zip file, found no list of its contents at its end (byte 6); get the file anew"),
    Refusal("households", "roster.doc", "id,name\n", "found text of an unknown kind; \(readable)"),
    Refusal("households", "roster.csv", "<html></html>", "found a web page or XML; \(readable)"),
    Refusal(
      "households", "roster.csv", [0, 1, 2, 3, 0xFF],
      "header (line 1), byte 0: found a NUL byte, expected UTF-8 text; save it as UTF-8 (in Excel: CSV UTF-8)"
    ),
    Refusal(
      "households", "roster.csv", Array("id,name\nH9,".utf8) + [0xD5, 0xC5, 0x0A],
      """
      row 1 (line 2): not UTF-8; it can be read as GB18030: pass --encoding gb18030 if the table looks right then, else \
      --encoding big5, or save it as UTF-8
      """),
    Refusal(
      "households", "roster.csv", "id,name\nH9,\"张三\nH10,李四\n",
      "line 2: a quotation mark opens here and never closes; close it, or double it if it belongs to the text"
    ),
    Refusal(
      "households", "roster.csv", "id,name,lon\nH9,张三,113.002\n",
      """
      header: "lon" holds one coordinate and there is no column lat; add it, or say which it is with --columns \
      lat=HEADER
      """),
    Refusal(
      "households", "roster.csv", "id,name,name\nH9,张三,李四\n",
      "header: columns 2 and 3 are both named \"name\", expected different names; rename one"),
    Refusal(
      "visits", "monday.csv", "target,date\nH1,2016-12-01\n",
      """
      header: visits need a column outcome, found target, date; rename one, or say which it is with --columns \
      outcome=HEADER
      """),
    Refusal(
      "villages", "villages.csv", "code,name\n990199001009,结村\n",
      "villages are polygons, and this file or layer has none; expected GeoJSON, or a layer with polygons"),
    Refusal(
      "villages", "map.geojson", "{\"type\": \"FeatureCollection\", \"features\": [\n{\"type\": ",
      "line 2, byte 53: expected a JSON value, found the end of the file"),
    Refusal(
      "villages", "map.geojson", "{\"name\": \"map\"}",
      "outermost member: expected a GeoJSON FeatureCollection or Feature, found an object without a \"type\""),
  ]

  static let rows: [Refusal] = [
    household(
      "H9,张三,990199001001,113.002,28.002,,three",
      "row 1 (line 2), field people: expected a whole number, 0 or more, found \"three\""),
    household(
      "H9,张三,990199001001,113°2,28.002,,3",
      "row 1 (line 2), field lon: expected decimal degrees, as 113.5, found \"113°2\""),
    household(
      "H9,张三,990199001001,nan,28.002,,3",
      "row 1 (line 2), field lon: expected decimal degrees, as 113.5, found \"nan\""),
    household(
      "H9,张三,,,,,3",
      "row 1, field village: expected coordinates, or the code of a known village, found neither"),
    household(
      "H9,张三,990199009999,,,,3",
      """
      row 1, field village: expected coordinates, or the code of a known village, found no coordinates and the unknown \
      village "990199009999"
      """),
    household(
      "H9,张三,990199001001,113.002,28.002,,3\nH9,李四,990199001001,113.003,28.002,,3",
      "row 2 (line 3), field id: expected one row for each id; row 1 has the same, found \"H9\" again"),
    household(
      ",张三,990199001001,113.002,28.002,,3", "row 1 (line 2), field id: expected a text, found nothing"),
    household(
      "E1,张三,990199001001,113.002,28.002,,3",
      "row 1, field id: expected an id that is not among the enterprises, found \"E1\""),
    household(
      "H9,张三,990199001001,0,0,,3",
      """
      row 1 (line 2), field lon: expected the place of the record, or nothing if it is unknown, found 0, 0 (a point in \
      the Atlantic that stands for a missing place)
      """),
    household(
      "H9,张三,990199001001,113.002,,,3",
      "row 1 (line 2), field lat: expected a value, as the row has one for lon, found nothing"),
    household(
      "H9,张三,990199001001,28.002,113.002,,3",
      """
      row 1 (line 2), field lat: expected a latitude from -90 to 90; are longitude and latitude swapped?, found 113.002
      """),
    household(
      "H9,张三,990199001001,500000,3100000,,3",
      """
      row 1 (line 2), field lat: expected a latitude from -90 to 90; such numbers are metres of a projected CRS; name \
      it with --crs EPSG:n, found 3100000.0
      """),
    household(
      "H9,张三,990199001001,113.002",
      "row 1 (line 2), field (all): expected 7 fields, as the header has, found 4"),
    visit(
      "H1,2016-13-01,met",
      """
      row 1 (line 2), field date: expected a day, as 2016-12-17, or a moment, as 2016-12-17T09:35+08:00, found \
      "2016-13-01"
      """),
    visit(
      "H1,2016-12-01,hello",
      """
      row 1 (line 2), field outcome: expected one of met, nobody home, refused, inaccessible, moved away, not found, \
      found "hello"
      """),
    visit(",2016-12-01,met", "row 1 (line 2), field target: expected a text, found nothing"),
    village(
      "[[113.1, 28.1], [113.2, 28.2], [113.2, 28.1], [113.1, 28.2], [113.1, 28.1]]",
      "row 1, field geometry: expected a valid polygon, found self-intersection at 113.15 28.15"),
    village(
      "[[28.1, 113.1], [28.2, 113.1], [28.2, 113.2], [28.1, 113.1]]",
      "row 1, field geometry: expected a latitude from -90 to 90; are longitude and latitude swapped?, found 113.1"
    ),
  ]
}

@Suite struct RefusalTests {
  @Test(arguments: Refusal.files + Refusal.rows)
  func refusesWithOneLine(refusal: Refusal) throws {
    try Desk.lend { desk in
      try Data(refusal.bytes).write(to: desk.path(refusal.file))
      let said = try desk.refuses("import c.gpkg \(refusal.kind) \(refusal.file)")
      #expect(said == refusal.sentence)
    }
  }

  @Test func refusesWhatIsNoFile() throws {
    try Desk.lend { desk in
      try FileManager.default.createDirectory(at: desk.path("rosters"), withIntermediateDirectories: false)
      #expect(
        try desk.refuses("import c.gpkg households roster.csv")
          == "roster.csv: cannot be read: there is no such file or folder")
      #expect(
        try desk.refuses("import c.gpkg households rosters")
          == "rosters: expected a file, found a folder; name one of the files in it")
    }
  }

  @Test func refusesWhatIsNoWorkspace() throws {
    try Desk.lend { desk in
      var said = try desk.refuses("coverage lost.gpkg")
      #expect(said == "lost.gpkg: no such file; gridcover new makes a workspace")
      said = try desk.refuses("coverage households.csv")
      #expect(
        said == """
          households.csv: expected a workspace (GeoPackage), found a file of another format; gridcover import takes \
          data files
          """)
    }
  }

  @Test func refusesColumnsThatAreNotThere() throws {
    try Desk.lend { desk in
      var said = try desk.refuses("import c.gpkg households households.csv --columns house=id")
      #expect(
        said == """
          --columns: households have no field "house"; expected one of id, name, village, category, address, people, \
          visited, visited_on, lon, lat
          """)
      said = try desk.refuses("import c.gpkg households households.csv --columns id=户编号")
      #expect(
        said == """
          households.csv: --columns id: expected a column "户编号", found id, name, village, lon, lat, category, address, \
          people
          """)
    }
  }

  @Test func refusesPlacesBeforeTheirVillages() throws {
    try Desk.lend(.files) { desk in
      try desk.does("new c.gpkg")
      #expect(
        try desk.refuses("grid c.gpkg square --size 500")
          == """
          c.gpkg: grid needs villages and there are none; import them first: gridcover import c.gpkg villages FILE
          """)
      #expect(try desk.refuses("allocate c.gpkg").hasPrefix("c.gpkg: allocate needs villages"))
      try desk.does("import c.gpkg villages villages.geojson")
      #expect(
        try desk.refuses("allocate c.gpkg")
          == """
          c.gpkg: allocate needs working groups and there are none; import them (gridcover import c.gpkg groups FILE) \
          or give a number: --groups 12
          """)
      #expect(
        try desk.refuses("allocate c.gpkg --unit cell")
          == """
          c.gpkg: allocate --unit cell needs a grid and there is none; make one first: gridcover grid c.gpkg square --size 500
          """)
    }
  }
}
