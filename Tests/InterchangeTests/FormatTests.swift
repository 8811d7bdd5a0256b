import CampaignModel
import TestSupport
import Testing

@testable import Interchange

/// A workbook, or anything else that GDAL makes of our rows, read back as records.
@Suite struct FormatTests {
  /// Two squares, one with a hole, with a name that a spreadsheet would take for a formula.
  private static let villages = ExportTable(
    name: "villages", columns: ["code", "name", "households"],
    rows: [
      [.text("0012"), .text("东村"), .integer(12)], [.text("990126001002"), .text("=西 \"村\""), .none],
    ],
    geometries: [
      .region(Region(exterior: [(113.125, 28), (113.25, 28), (113.25, 28.5), (113.125, 28.5)])),
      .region(holed),
    ])

  private static var holed: Region {
    var region = Region()
    let rings = [
      [(114.0, 28.0), (115, 28), (115, 29), (114, 29), (114, 28)],
      [(114.25, 28.25), (114.25, 28.75), (114.75, 28.75), (114.75, 28.25), (114.25, 28.25)],
    ]
    for ring in rings {
      for (x, y) in ring { region.appendVertex(x, y) }
      region.endRing()
    }
    region.endPolygon()
    return region
  }

  private static let visits = ExportTable(
    name: "visits", columns: ["id", "target", "date", "outcome", "accuracy", "note"],
    rows: [
      [
        .text("0007"), .text("h1"), .text("2016-12-17T09:35:00"), .text("met"), .real(4.5), .text("a,b\nc"),
      ],
      [.text("12"), .text("h2"), .text("2016-12-18"), .text("nobody home"), .none, .none],
    ], geometries: [.point(x: 113.1234567, y: 28.7654321), .none])

  @Test(arguments: ExportFormat.allCases)
  func givesBackEqualVisits(format: ExportFormat) throws {
    guard format.isNative || isInstalled("ogr2ogr") else { return print("skipped: ogr2ogr is not installed") }
    let folder = TemporaryFolder()
    let path = "\(folder.path)/visits\(format.ending)"
    var table = FormatTests.visits
    if !format.hasGeometry { table.addCoordinates() }
    if format == .flatGeobuf {
      #expect(
        complaint { () throws(InterchangeError) in try table.write(to: path, personal: true) }
          == "\(path): expected a place for every row, as GDAL leaves others out of a FlatGeobuf, found 1 without; "
          + "write .gpkg or .geojson")
      table.geometries?[1] = .point(x: 114, y: 29)
    }
    try table.write(to: path, personal: true)
    let read = try readRecords(.visits, from: path, mapping: nil, utcOffsetMinutes: 480)
    #expect(read.rejections.isEmpty, "\(read.rejections.map(\.sentence))")
    #expect(!read.derivedKeys)
    try #require(read.table.rowCount == 2)
    #expect(read.table.keys == TextColumn(["0007", "12"]))
    for (name, values) in [
      ("target", ["h1", "h2"]), ("date", ["2016-12-17T09:35:00", "2016-12-18"]),
      ("outcome", ["met", "nobody home"]), ("note", ["a,b\nc", nil]),
    ] as [(String, [String?])] {
      let texts = read.table.texts(name)
      #expect((0..<2).map { texts?[$0] ?? nil } == values, "\(name)")
    }
    #expect(read.table.xs?[0] == 113.1234567 && read.table.ys?[0] == 28.7654321)
    #expect(read.table.xs?[1].isNaN == (format != .flatGeobuf))
    guard
      case .reals(let accuracy)? = read.table.columns.first(where: { $0.field.name == "accuracy" })?.values
    else { return #expect(Bool(false), "no accuracy") }
    #expect(accuracy[0] == 4.5 && accuracy[1].isNaN)
  }

  @Test(arguments: ExportFormat.allCases.filter(\.hasGeometry))
  func givesBackEqualVillages(format: ExportFormat) throws {
    guard format.isNative || isInstalled("ogr2ogr") else { return print("skipped: ogr2ogr is not installed") }
    let folder = TemporaryFolder()
    let path = "\(folder.path)/v\(format.ending)"
    try FormatTests.villages.write(to: path, personal: false)
    let read = try readRecords(.villages, from: path, mapping: nil, utcOffsetMinutes: 480)
    #expect(read.rejections.isEmpty, "\(read.rejections.map(\.sentence))")
    #expect(read.table.keys == TextColumn(["0012", "990126001002"]))
    #expect(read.table.texts("name") == TextColumn(["东村", "=西 \"村\""]))
    guard
      case .integers(let households)? = read.table.columns.first(where: { $0.field.name == "households" })?
        .values
    else { return #expect(Bool(false), "no households") }
    #expect(Array(households) == [12, RecordTable.noInteger])
    let regions = read.table.regions ?? []
    #expect(
      regions.map(\.bounds) == [
        Bounds(minX: 113.125, minY: 28, maxX: 113.25, maxY: 28.5),
        Bounds(minX: 114, minY: 28, maxX: 115, maxY: 29),
      ])
    #expect(regions.map(\.ringEnds.count) == [1, 2])
    #expect(folder.names == ["v\(format.ending)"])
  }

  @Test func keepsCoordinatesToTheBit() throws {
    let folder = TemporaryFolder()
    var random = SplitMix64(seed: 14)
    let points = (0..<500).map { _ in
      (Double.random(in: -180...180, using: &random), Double.random(in: -90...90, using: &random))
    }
    let table = ExportTable(
      name: "points", columns: ["id"], rows: points.indices.map { [.text("h\($0)")] },
      geometries: points.map { .point(x: $0.0, y: $0.1) })
    try table.write(to: "\(folder.path)/p.gpkg", personal: false)
    let read = try readRecords(
      .households, from: "\(folder.path)/p.gpkg", mapping: nil, utcOffsetMinutes: 480)
    #expect(
      read.table.xs == ContiguousArray(points.map(\.0)) && read.table.ys == ContiguousArray(points.map(\.1)))
  }

  @Test func namesFilesItDoesNotWrite() {
    let table = ExportTable(name: "plan", columns: ["unit_id"], rows: [[.text("a")]])
    #expect(
      complaint { () throws(InterchangeError) in try table.write(to: "plan.shp", personal: false) }
        == "plan.shp: expected a name that ends in .geojson, .geojsonl, .csv, .gpkg, .fgb, .shp.zip, .kml, .xlsx"
    )
    #expect(
      complaint { () throws(InterchangeError) in try table.write(to: "plan.kml", personal: false) }
        == "plan.kml: KML holds places, and these rows have none; write .csv or .xlsx")
  }
}

extension ExportFormat {
  /// True if no other program is needed.
  fileprivate var isNative: Bool { [.csv, .geoJSON, .geoJSONSequence, .geoPackage].contains(self) }
}

extension ExportTable {
  /// Moves points into columns, as spreadsheets have them.
  fileprivate mutating func addCoordinates() {
    columns += ["lon", "lat"]
    for row in rows.indices {
      if case .point(let x, let y)? = geometries?[row] {
        rows[row] += [.real(x), .real(y)]
      } else {
        rows[row] += [.none, .none]
      }
    }
    geometries = nil
  }
}
