import CampaignModel
import Foundation
import TestSupport
import Testing

@testable import Interchange

/// Files as other programs write them, made by GDAL's own, and read back.
@Suite(.enabled(if: isInstalled("ogr2ogr"), "ogr2ogr is not installed"))
struct GDALReaderTests {
  private static let villages = """
    {"type":"FeatureCollection","features":[{"type":"Feature","properties":{"code":"0012","name":"东村"},
    "geometry":{"type":"Polygon","coordinates":[[[113,28],[114,28],[114,29],[113,28]]]}}]}
    """

  /// Lends a folder with `v.geojson`, and a path of what `ogr2ogr` made of it.
  private func converted(
    to name: String, _ options: [String], from text: String = villages, source: String = "v.geojson",
    _ body: (String) throws -> Void
  ) throws {
    let folder = try TestSupport.temporaryFolder()
    defer { try? FileManager.default.removeItem(at: folder) }
    try OutputFile.write(Array(text.utf8), to: "\(folder.path)/\(source)", personal: false)
    let made = try run("ogr2ogr", options + ["\(folder.path)/\(name)", "\(folder.path)/\(source)"])
    #expect(made.status == 0, "\(made.stderr)")
    try body("\(folder.path)/\(name)")
  }

  private func villages(_ path: String, _ options: ReadOptions = ReadOptions()) throws -> Normalised {
    try readRecords(.villages, from: path, mapping: nil, utcOffsetMinutes: 480, options: options)
  }

  @Test(arguments: [
    ("v.tab", ["-f", "MapInfo File"]), ("v.mif", ["-f", "MapInfo File", "-dsco", "FORMAT=MIF"]),
    ("v.gdb", ["-f", "OpenFileGDB"]), ("v.kmz", ["-f", "LIBKML"]),
    ("V 1.shp", ["-f", "ESRI Shapefile", "-lco", "ENCODING=UTF-8"]),
    ("v.shp", ["-f", "ESRI Shapefile", "-lco", "ENCODING=CP936"]),
  ])
  func readsWhatOthersWrite(name: String, options: [String]) throws {
    // GDAL 3.6 writes geodatabases; older ones only read them.
    let encoding = name.hasSuffix("tab") || name.hasSuffix("mif") ? ["-lco", "ENCODING=UTF-8"] : []
    try converted(to: name, options + encoding) { path in
      let result = try villages(path)
      #expect(result.rejections.isEmpty && result.table.keys == TextColumn(["0012"]))
      #expect(result.table.texts("name") == TextColumn(["东村"]))
      #expect(result.table.regions?.first?.bounds == Bounds(minX: 113, minY: 28, maxX: 114, maxY: 29))
      #expect(result.sha256.count == 64)
    }
  }

  @Test func asksForTheEncodingOfAShapefile() throws {
    try converted(to: "v.shp", ["-f", "ESRI Shapefile", "-lco", "ENCODING=CP936"]) { path in
      FileDescriptor.remove(path.replacing(".shp", with: ".cpg"))
      let said = complaint { () throws(InterchangeError) in
        try readRecords(.villages, from: path, mapping: nil, utcOffsetMinutes: 480)
      }
      #expect(
        said?.hasSuffix(
          "v.shp: row 1, field name: expected a .cpg file or a code page that says the encoding of its texts, "
            + "found neither; give --encoding, as GB18030 or UTF-8") == true, "\(said ?? "")")
      for encoding in ["GB18030", "CP936", "gbk"].compactMap(TextEncoding.init(named:)) {
        let result = try villages(path, ReadOptions(encoding: encoding))
        #expect(result.table.texts("name") == TextColumn(["东村"]), "\(encoding)")
      }
    }
  }

  @Test func tellsTheCRSOfAShapefile() throws {
    try converted(to: "v.shp", ["-f", "ESRI Shapefile", "-t_srs", "EPSG:4547"]) { path in
      let table = try SourceTable.read(path, geometry: .region, options: ReadOptions())
      #expect(table.crs == "EPSG:4547")
    }
  }

  @Test(arguments: [("r.xlsx", "XLSX"), ("r.ods", "ODS")])
  func readsCellsAsTheyLook(name: String, driver: String) throws {
    let csv =
      "id,people,visited_on,name,village,lon,lat\n0012,12,2016-12-17,'=1,12,113.5,28.25\nh2,,,a,990126001001,,\n"
    try converted(to: name, ["-f", driver, "-oo", "AUTODETECT_TYPE=YES"], from: csv, source: "r.csv") {
      path in
      let result = try readRecords(.households, from: path, mapping: nil, utcOffsetMinutes: 480)
      #expect(result.rejections.isEmpty, "\(result.rejections.map(\.sentence))")
      #expect(result.table.keys == TextColumn(["0012", "h2"]))
      #expect(result.table.texts("village") == TextColumn(["12", "990126001001"]))
      #expect(result.table.texts("visited_on") == TextColumn(["2016-12-17", nil]))
      #expect(result.table.texts("name") == TextColumn(["=1", "a"]))
      guard
        case .integers(let people)? = result.table.columns.first(where: { $0.field.name == "people" })?.values
      else { return #expect(Bool(false), "no people") }
      #expect(Array(people) == [12, RecordTable.noInteger])
      #expect(result.table.xs?.first == 113.5)
    }
  }

  @Test func asksForASheet() throws {
    let csv = "id,name\nh1,a\n"
    try converted(to: "r.xlsx", ["-f", "XLSX", "-nln", "名册"], from: csv, source: "r.csv") { path in
      let source = path.replacing(".xlsx", with: ".csv")
      let more = try run("ogr2ogr", ["-update", "-nln", "其他", path, source])
      #expect(more.status == 0, "\(more.stderr)")
      func read(_ options: ReadOptions) throws(InterchangeError) -> Normalised {
        try readRecords(.households, from: path, mapping: nil, utcOffsetMinutes: 480, options: options)
      }
      let said = complaint { () throws(InterchangeError) in try read(ReadOptions()) }
      #expect(
        said?.hasSuffix("expected one sheet with rows, found 其他, 名册; say which with --sheet 其他") == true)
      #expect(try read(ReadOptions(sheet: "名册")).table.rowCount == 1)
      let unknown = complaint { () throws(InterchangeError) in try read(ReadOptions(sheet: "x")) }
      #expect(
        unknown?.contains("--sheet: expected one of") == true && unknown?.hasSuffix("found \"x\"") == true)
    }
  }

  /// GDAL's own words, without the folder in which it was at work.
  @Test func saysWhatGDALSays() throws {
    guard isInstalled("ogr2ogr") else { return }
    try TestSupport.withTemporaryFolder { folder in
      let path = folder.appendingPathComponent("v.kml").path
      try OutputFile.write(Array("<kml><Document><Placemark>".utf8), to: path, personal: false)
      let said = complaint { () throws(InterchangeError) in
        try readRecords(.villages, from: path, mapping: nil, utcOffsetMinutes: 480)
      }
      #expect(
        said?.hasPrefix("\(path): GDAL cannot read or write it: ERROR parsing kml") == true, "\(said ?? "")")
      #expect(said?.dropFirst(path.count).contains("/tmp/") == false)
    }
  }
}
