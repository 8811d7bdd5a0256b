import CampaignModel
import Foundation
import GeoPackageFormat
import Testing

@testable import CampaignStore

@Suite("Full lists, rehearsals and edits from outside") struct FullListTests {
  @Test("what a full list does not have is withdrawn, and comes back with a later import") func withdrawal()
    throws
  {
    let folder = try TemporaryFolder()
    let workspace = try smallCampaign(at: folder.file("c.gpkg"))
    func take(_ ids: [String], full: Bool) throws -> ImportCounts {
      try workspace.write {
        try $0.apply(
          table(.households, ["id"], ids.map { [$0] }), isFullList: full, log: entry(.households))
      }
    }
    let counts = try take(["h2", "h4"], full: true)
    #expect(counts == ImportCounts(added: 1, unchanged: 1, withdrawn: 2))
    #expect(counts.rowsRead == 2)
    try workspace.read { reader throws in
      let targets = try reader.targets(villages: try reader.villages().villages, cells: [])
      #expect(targets.ids.texts == ["h2", "h4", "e1"])
      // A visit to a withdrawn household is one to an unlisted target.
      let visits = try reader.visits(targets: targets, groups: [], members: [])
      #expect(visits.ids.texts == ["v3", "v2", "v1", "v4"])
      #expect(visits.targets == [-1, -1, -1, 2])
      let withdrawn = try reader.withdrawnRecords(of: .households, by: try reader.latestImport())
      #expect(withdrawn.keys.texts == ["h1", "h3"])
      #expect(withdrawn.texts("name")?.texts == ["甲", "丙"])
      #expect(withdrawn.xs == [1.5, 0.25])
      #expect(try reader.importLog().last?.counts == counts)
    }
    #expect(try take(["h2", "h4"], full: true) == ImportCounts(unchanged: 2))
    #expect(try take(["h1"], full: false) == ImportCounts(added: 1))
    #expect(try workspace.read { try $0.count(of: .households) } == 3)
    #expect(try workspace.faults().isEmpty)
  }

  @Test("a withdrawn village leaves its targets for relocation, however many go", arguments: [1, 40])
  func villages(count: Int) throws {
    let folder = try TemporaryFolder()
    let workspace = try Workspace.create(at: folder.file("c.gpkg"))
    let codes = (0..<count).map { "v\($0)" }
    try workspace.write { writer in
      try writer.apply(
        table(
          .villages, ["code", "name"], (codes + ["w"]).map { [$0, $0] },
          regions: (codes + ["w"]).map { _ in square(0, 0) }), log: entry(.villages))
      var located = LocatedColumns()
      for code in codes + ["w"] { located.append(villageCode: code, by: .geometry, cellID: nil) }
      try writer.apply(
        table(.households, ["id"], (codes + ["w"]).map { ["h" + $0] }), located: located,
        log: entry(.households))
      let counts = try writer.apply(
        table(.villages, ["code", "name"], [["w", "w"]]), isFullList: true, log: entry(.villages))
      #expect(counts == ImportCounts(unchanged: 1, withdrawn: count))
    }
    try workspace.read { reader throws in
      let places = try reader.targetPoints(of: .household).located.villageCode.texts
      #expect(places == codes.map { _ in nil } + ["w"])
      #expect(
        try reader.connection.integer(
          "SELECT count(*) FROM sqlite_schema WHERE name LIKE 'gridcover_households%'")
          == 0)
    }
    #expect(try workspace.faults().isEmpty)
  }

  @Test("a full list of cells is that of its grid") func cells() throws {
    let folder = try TemporaryFolder()
    let workspace = try Workspace.create(at: folder.file("c.gpkg"))
    func take(_ ids: [String], _ grid: String) throws -> ImportCounts {
      try workspace.write {
        try $0.apply(
          table(.cells, ["id"], ids.map { [$0] }, regions: ids.map { _ in square(0, 0) }),
          grid: ImportedGrid(
            grid: Grid(name: grid, shape: .file, size: 0, crs: nil),
            areas: ContiguousArray(ids.map { _ in 1 })),
          isFullList: true, log: entry(.cells))
      }
    }
    #expect(try take(["a", "b"], "甲") == ImportCounts(added: 2))
    #expect(try take(["a"], "乙") == ImportCounts(added: 1))
    #expect(try take(["b"], "甲") == ImportCounts(unchanged: 1, withdrawn: 1))
    #expect(try workspace.read { try $0.cells(of: "乙").cells.map(\.id) } == ["a"])
  }

  @Test("a rehearsal answers, and leaves every byte of the file", arguments: [3, 30_000]) func rehearsal(
    rows: Int
  )
    throws
  {
    let folder = try TemporaryFolder()
    let path = folder.file("c.gpkg")
    let workspace = try smallCampaign(at: path)
    let before = try Data(contentsOf: URL(fileURLWithPath: path))
    let list = table(.households, ["id", "name"], (0..<rows).map { ["h\($0)", "名\($0)"] })
    let (counts, changes) = try workspace.rehearse { writer in
      let counts = try writer.apply(list, isFullList: true, log: entry(.households))
      let id = try writer.current.latestImport()
      return (counts, try writer.current.changes(of: .households, by: id, limit: 10))
    }
    let known = min(rows, 4) - 1
    #expect(counts == ImportCounts(added: rows - known, changed: known, withdrawn: 3 - known))
    #expect(changes.first == RecordChange(key: "h1", fields: [.init("name", old: "甲", new: "名1")]))
    #expect(try Data(contentsOf: URL(fileURLWithPath: path)) == before)
    #expect(folder.names == ["c.gpkg"])
    struct Stop: Error {}
    #expect(throws: Stop.self) { try workspace.rehearse { _ in throw Stop() } }
  }

  @Test("changes tell of every field, places too") func changes() throws {
    let folder = try TemporaryFolder()
    let workspace = try smallCampaign(at: folder.file("c.gpkg"))
    let changes = try workspace.rehearse { writer in
      try writer.apply(
        table(
          .households, ["id", "name", "lon", "lat", "people"],
          [["h1", "", "1.5", "0.5", "4"], ["h2", "乙", "2", "1", ""], ["h3", "丙", "", "", ""]]),
        log: entry(.households))
      return try writer.current.changes(of: .households, by: writer.current.latestImport(), limit: 10)
    }
    #expect(
      changes == [
        RecordChange(
          key: "h1",
          fields: [.init("name", old: "甲", new: nil), .init("people", old: nil, new: "4")]),
        RecordChange(key: "h2", fields: [.init("geometry", old: nil, new: "2.0 1.0")]),
        RecordChange(key: "h3", fields: [.init("geometry", old: "0.25 0.5", new: nil)]),
      ])
  }

  // MARK: Edits from outside

  @Test("our own commands leave no line of an edit") func ownWrites() throws {
    let folder = try TemporaryFolder()
    let workspace = try smallCampaign(at: folder.file("c.gpkg"))
    for _ in 0..<2 { try workspace.write { #expect($0.editedOutside.isEmpty) } }
    #expect(try workspace.read { try $0.importLog().map(\.entry.kind) }.contains("edit") == false)
  }

  @Test("a layer that another program changed gets its line at the next command", arguments: [true, false])
  func edit(marksLayer: Bool) throws {
    let folder = try TemporaryFolder()
    let path = folder.file("c.gpkg")
    try smallCampaign(at: path).close()
    let other = try GeoPackage(path: path, access: .write)
    try other.write { connection in
      if marksLayer {
        try connection.execute("UPDATE households SET name = 'x' WHERE id = 'h1'")
        try connection.execute(
          "UPDATE gpkg_contents SET last_change = '2030-01-02T03:04:05.678Z' WHERE table_name = 'households'")
      } else {
        try connection.execute("INSERT INTO households (id) VALUES ('h9')")
      }
    }
    try other.close()
    let workspace = try Workspace.open(at: path, writable: true)
    for expected in [[RecordKind.households], []] {
      try workspace.write { #expect($0.editedOutside == Set(expected)) }
    }
    let lines = try workspace.read { try $0.importLog().map(\.entry) }.filter { $0.kind == "edit" }
    #expect(lines.count == 1)
    #expect(lines.first?.note?.hasPrefix("households edited outside gridcover since 20") == true)
    if marksLayer { #expect(lines.first?.at == "2030-01-02T03:04:05Z") }
  }

  @Test("an edit made through GDAL, as QGIS makes it, is noticed") func gdal() throws {
    let folder = try TemporaryFolder()
    let path = folder.file("c.gpkg")
    try smallCampaign(at: path).close()
    let script = """
      import sys
      from osgeo import ogr
      file = ogr.Open(sys.argv[1], 1)
      layer = file.GetLayerByName("households")
      layer.SetAttributeFilter("id = 'h1'")
      feature = layer.GetNextFeature()
      feature.SetField("name", "x")
      layer.SetFeature(feature)
      """
    guard try output(of: "/usr/bin/python3", ["-c", "from osgeo import ogr"])?.status == 0 else {
      return print("skipped: python3-gdal is not installed")
    }
    _ = try output(of: "/usr/bin/python3", ["-c", script, path])
    let workspace = try Workspace.open(at: path, writable: true)
    #expect(try workspace.read { try $0.records(of: .households).texts("name")?[0] } == "x")
    try workspace.write { #expect($0.editedOutside == [.households]) }
    // What was edited goes with the undo of its import, which says so.
    let undone = try workspace.write { try $0.undo(2, at: "2016-12-20T00:00:00Z") }
    #expect(undone.editsSince.count == 1)
    #expect(try workspace.read { try $0.historyCount(of: .households) } == 3)
  }
}
