import Foundation
import TestSupport
import Testing

/// What others make of our files: GDAL, the GeoPackage validator, and a strict reading of RFC 7946.
@Suite struct IndependentReaderTests {
  static let hasGDAL = isThere("ogrinfo")
  static let hasValidator = isPython(importing: "osgeo_utils.samples.validate_gpkg")
  static let hasSchemas = isPython(importing: "jsonschema")

  private static func isPython(importing module: String) -> Bool {
    if let outcome = try? run("/usr/bin/python3", ["-c", "import \(module)"]), outcome.status == 0 {
      return true
    }
    print("skipped: python3 has no \(module)")
    return false
  }

  /// The layers that GDAL finds, with the number of their features.
  private func layers(of file: URL) throws -> [String: Int] {
    let outcome = try run("ogrinfo", ["-so", "-al", file.path])
    #expect(outcome.status == 0 && outcome.stderr.isEmpty, "\(outcome.stderr)")
    var layers: [String: Int] = [:]
    var layer = ""
    for line in outcome.stdout.split(separator: "\n") {
      if line.hasPrefix("Layer name: ") { layer = String(line.dropFirst("Layer name: ".count)) }
      if line.hasPrefix("Feature Count: ") { layers[layer] = Int(line.dropFirst("Feature Count: ".count)) }
    }
    return layers
  }

  @Test(.enabled(if: hasGDAL))
  func opensInGDAL() throws {
    let layers = try layers(of: CountyJob.desk.get().path("county.gpkg"))
    let expected = [
      "villages": 342, "households": 36_018, "enterprises": 1_150, "working_groups": 60, "members": 336,
      "allocation": 340, "visits": 40_453, "issues": 6_783, "pairings": 400, "exclusions": 45, "rechecks": 0,
      "coverage": 343, "grids": 1, "plans": 1,
    ]
    for (name, count) in expected { #expect(layers[name] == count, "\(name)") }
    #expect(
      Set(layers.keys)
        == Set(expected.keys).union([
          "grid_cells", "coverage_cells", "layer_styles", "import_log", "settings", "retired_cells",
          "snapshots",
          "snapshot_settings", "snapshot_allocation", "snapshot_figures",
        ]))
    #expect(layers["import_log"] == 9 + 2)
    #expect((layers["grid_cells"] ?? 0) > 2_750)
  }

  @Test(.enabled(if: hasValidator), arguments: ["county.gpkg", "evening.gpkg"])
  func isAValidGeoPackage(name: String) throws {
    let outcome = try run(
      "/usr/bin/python3",
      ["-m", "osgeo_utils.samples.validate_gpkg", CountyJob.desk.get().path(name).path])
    #expect(outcome.status == 0, "\(outcome.stdout)\(outcome.stderr)")
  }

  @Test(.enabled(if: hasValidator))
  func isAValidGeoPackageWhenNew() throws {
    try Desk.lend(.empty) { desk in
      try desk.does("new c.gpkg")
      let outcome = try run(
        "/usr/bin/python3", ["-m", "osgeo_utils.samples.validate_gpkg", desk.path("c.gpkg").path])
      #expect(outcome.status == 0, "\(outcome.stdout)\(outcome.stderr)")
    }
  }

  static let printed = [
    "coverage county.gpkg --by village", "coverage county.gpkg --by cell",
    "coverage county.gpkg --by township",
    "coverage county.gpkg --by county", "coverage county.gpkg --by group",
    "coverage county.gpkg --by campaign",
    "gaps county.gpkg --by village", "gaps county.gpkg --by cell", "gaps county.gpkg --by target",
  ]

  @Test(.enabled(if: hasGDAL && hasSchemas), arguments: printed)
  func printsValidGeoJSON(line: String) throws {
    let desk = try CountyJob.desk.get()
    try TestSupport.withTemporaryFolder { folder in
      let file = folder.appendingPathComponent("out.geojson")
      try Data(try desk.does("\(line) --format geojson").utf8).write(to: file)
      try expectValid(file)
    }
  }

  @Test(
    .enabled(if: hasGDAL && hasSchemas), arguments: ["villages", "cells", "plan", "coverage", "enterprises"])
  func exportsValidGeoJSON(layer: String) throws {
    let desk = try CountyJob.desk.get()
    try TestSupport.withTemporaryFolder { folder in
      let file = folder.appendingPathComponent("out.geojson")
      try desk.does("export county.gpkg \(layer) -o \(file.path)")
      try expectValid(file)
    }
  }

  private func expectValid(_ file: URL) throws {
    let check = packageFolder.appendingPathComponent("Tests/Schemas/check.py")
    let outcome = try run("/usr/bin/python3", [check.path, file.path])
    #expect(outcome.status == 0, "\(outcome.stdout.prefix(2000))\(outcome.stderr)")
    let layers = try layers(of: file)
    #expect(layers.count == 1 && layers.values.allSatisfy { $0 > 0 })
  }

  @Test(.enabled(if: hasGDAL))
  func exportsWhatItImported() throws {
    // Villages out and in again: the same bytes out.
    let desk = try CountyJob.desk.get()
    try Desk.lend(.empty) { other in
      try desk.does("export county.gpkg villages -o \(other.path("first.geojson").path)")
      try other.does("new c.gpkg")
      try other.does("import c.gpkg villages first.geojson")
      try other.does("export c.gpkg villages -o second.geojson")
      #expect(try other.bytes("first.geojson") == other.bytes("second.geojson"))
    }
  }
}
