import CampaignModel
import Foundation
import Testing

@testable import CampaignStore
@testable import GeoPackageFormat

@Suite("Workspace files") struct WorkspaceTests {
  func mode(_ path: String) throws -> Int {
    let attributes = try FileManager.default.attributesOfItem(atPath: path)
    return try #require(attributes[.posixPermissions] as? Int)
  }

  @Test("a new workspace is one file, its owner's alone") func create() throws {
    let folder = try TemporaryFolder()
    let workspace = try Workspace.create(at: folder.file("c.gpkg"), settings: ["name": "示例"])
    #expect(try workspace.read { try $0.settings().name } == "示例")
    #expect(try mode(folder.file("c.gpkg")) == 0o600)
    try workspace.close()
    #expect(folder.names == ["c.gpkg"])
  }

  @Test("nothing is overwritten, and a draft does not stay") func existing() throws {
    let folder = try TemporaryFolder()
    let path = folder.file("c.gpkg")
    try Data("mine".utf8).write(to: URL(fileURLWithPath: path))
    #expect(throws: StoreError.exists(path: path)) { try Workspace.create(at: path) }
    #expect(try Data(contentsOf: URL(fileURLWithPath: path)) == Data("mine".utf8))
    let linked = folder.file("link.gpkg")
    try FileManager.default.createSymbolicLink(
      atPath: linked, withDestinationPath: folder.file("elsewhere.gpkg"))
    #expect(throws: StoreError.exists(path: linked)) { try Workspace.create(at: linked) }
    #expect(folder.names == ["c.gpkg", "link.gpkg"])
    #expect(throws: StoreError.self) { try Workspace.create(at: folder.file("none/c.gpkg")) }
  }

  @Test("what is no workspace is refused by name") func refusals() throws {
    let folder = try TemporaryFolder()
    let path = folder.file("c.gpkg")
    #expect(throws: StoreError.notFound(path: path)) { try Workspace.open(at: path, writable: false) }
    #expect(throws: StoreError.isFolder(path: folder.path)) {
      try Workspace.open(at: folder.path, writable: false)
    }
    for content in ["", String(repeating: "id,name\n", count: 200)] {
      try Data(content.utf8).write(to: URL(fileURLWithPath: path))
      #expect(throws: StoreError.notAGeoPackage(path: path)) { try Workspace.open(at: path, writable: false) }
    }
    try FileManager.default.removeItem(atPath: path)
    let foreign = try GeoPackage(path: path, access: .write)
    try foreign.write { try $0.createGeoPackage() }
    try foreign.close()
    #expect(throws: StoreError.notAWorkspace(path: path)) { try Workspace.open(at: path, writable: true) }
    #expect(
      "\(StoreError.notFound(path: "c.gpkg"))" == "c.gpkg: no such file; gridcover new makes a workspace")
  }

  @Test("a newer schema is refused, and says which") func newer() throws {
    let folder = try TemporaryFolder()
    let path = folder.file("c.gpkg")
    try Workspace.create(at: path).close()
    let file = try GeoPackage(path: path, access: .write)
    try file.write { try $0.execute("UPDATE gridcover_schema SET version = 9") }
    let error = StoreError.newerSchema(path: path, found: 9, readable: Migration.current)
    #expect(throws: error) { try Workspace.open(at: path, writable: true) }
    #expect(
      "\(error)"
        == "\(path): made by a newer gridcover (schema 9; this one reads to \(Migration.current)); update gridcover"
    )
  }

  @Test("a reader changes nothing and leaves nothing") func reading() throws {
    let folder = try TemporaryFolder()
    let path = folder.file("c.gpkg")
    try smallCampaign(at: path).close()
    let before = try Data(contentsOf: URL(fileURLWithPath: path))
    let workspace = try Workspace.open(at: path, writable: false)
    #expect(try workspace.read { try $0.villages().villages.count } == 2)
    #expect(throws: StoreError.geoPackage(path: path, .readOnly)) {
      try workspace.write { try $0.setSetting("name", "x") }
    }
    try workspace.close()
    #expect(folder.names == ["c.gpkg"])
    #expect(try Data(contentsOf: URL(fileURLWithPath: path)) == before)
  }

  @Test("a second writer is told the file is busy") func busy() throws {
    let folder = try TemporaryFolder()
    let path = folder.file("c.gpkg")
    let first = try Workspace.create(at: path)
    let second = try Workspace.open(at: path, writable: true, busyTimeout: 0.05)
    try first.write { writer in
      try writer.setSetting("name", "one")
      #expect(throws: StoreError.geoPackage(path: path, .busy)) {
        try second.write { try $0.setSetting("name", "two") }
      }
    }
    #expect(try second.read { try $0.settings().name } == "one")
  }

  @Test("GDAL lists the layers, and its validator has nothing to say") func conformance() throws {
    let folder = try TemporaryFolder()
    let path = folder.file("c.gpkg")
    let workspace = try smallCampaign(at: path)
    try workspace.write { writer in
      let grid = Grid(name: "a", shape: .square, size: 100, crs: "EPSG:4547")
      try writer.save(
        grid, cells: [GridCell(id: "c1", label: "A1", area: 1)], regions: [square(0, 0)], replace: false)
      try writer.save(
        Plan(name: "p", unit: .cell, grid: "a", entries: [Plan.Entry(unit: "c1", group: "g1")])
      ) { _ in square(0, 0) }
      try writer.replaceCoverage(.villages, rows: [CoverageRow(level: .village, code: "110101001001")]) { _ in
        square(0, 0)
      }
      // A correction, so that history has a row.
      try writer.apply(
        table(.households, ["id", "lon", "lat"], [["h1", "0.75", "0.5"]]), log: entry(.households))
    }
    #expect(try workspace.faults().isEmpty)
    try workspace.close()
    guard let listing = try output(of: "/usr/bin/ogrinfo", ["-ro", "-so", "-al", path]) else {
      return print("skipped: ogrinfo is not installed")
    }
    #expect(listing.status == 0 && !listing.text.contains("ERROR") && !listing.text.contains("Warning"))
    #expect(listing.text.contains("Layer name: households\n"))
    #expect(!listing.text.contains("_history"))
    guard
      let verdict = try output(
        of: "/usr/bin/python3", ["-m", "osgeo_utils.samples.validate_gpkg", "--extra", path]),
      !verdict.text.contains("No module named")
    else { return print("skipped: GDAL's GeoPackage validator is not installed") }
    #expect(verdict.status == 0, "\(verdict.text)")
    #expect(verdict.text.isEmpty, "\(verdict.text)")
  }
}
