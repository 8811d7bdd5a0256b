import CampaignModel
import GeoPackageFormat
import TestSupport
import Testing

@testable import CampaignStore

/// Reading the past and rules of another time with the statements that read the present, and snapshots as they are kept.
@Suite("Known states and snapshots") struct KnownStateTests {
  @Test("every list is what it was after a line of the log", arguments: 1...6)
  func lists(seed: UInt64) throws {
    let folder = try TemporaryFolder()
    let workspace = try Workspace.create(at: folder.file("c.gpkg"))
    var script = HistoryScript(seed: seed &* 13)
    func lists(_ reader: borrowing WorkspaceReader) throws -> [String] {
      let villages = try reader.villages()
      let targets = try reader.targets(villages: villages.villages, cells: [])
      let visits = try reader.visits(targets: targets, groups: reader.groups(), members: reader.members())
      return try reader.content() + reader.gridContent()
        + ["\(villages.villages)", "\(villages.regions)", "\(targets.ids.texts)", "\(targets.rosterVisits)"]
        + ["\(visits.ids.texts)", "\(visits.targets)", "\(try reader.groups())", "\(try reader.members())"]
    }
    var known: [[String]] = [try workspace.read(lists)]
    for round in 0..<14 {
      try workspace.write { writer in
        if round % 5 == 4 {
          do { _ = try writer.undo(at: "2016-12-20T00:00:00Z") } catch StoreError.nothingToUndo {
            try script.takeOne(into: writer)
          }
        } else {
          try script.takeOne(into: writer)
        }
      }
      known.append(try workspace.read(lists))
    }
    // Grids that were chosen by hand keep no history; the script chooses as imports do, so that the log knows.
    for (line, expected) in known.enumerated() {
      #expect(try workspace.read(asKnownAt: Int64(line), lists) == expected, "line \(line)")
    }
    #expect(try workspace.read(asKnownAt: nil, lists) == known.last)
    #expect(throws: StoreError.unknownImport(15, last: 14)) { try workspace.read(asKnownAt: 15, lists) }
    #expect(throws: StoreError.unknownImport(-1, last: 14)) { try workspace.read(asKnownAt: -1, lists) }
  }

  @Test("the past can be read in a transaction that writes nothing, and leaves nothing") func leavesNothing()
    throws
  {
    let folder = try TemporaryFolder()
    let path = folder.file("c.gpkg")
    try smallCampaign(at: path).close()
    let workspace = try Workspace.open(at: path, writable: false)
    for line in [Int64(2), 1, 0, 6] {
      let count = try workspace.read(asKnownAt: line) { try $0.records(of: .households).rowCount }
      #expect(count == (line >= 2 ? 3 : 0))
      // The present is back where it was, on the same connection.
      #expect(try workspace.read { try $0.records(of: .visits).rowCount } == 4)
    }
    struct Stop: Error {}
    #expect(throws: Stop.self) { try workspace.read(asKnownAt: 1) { _ in throw Stop() } }
    #expect(try workspace.read { try $0.records(of: .visits).rowCount } == 4)
    #expect(folder.names == ["c.gpkg"])
  }

  @Test("rules of another time are read in the place of those in force") func rules() throws {
    let folder = try TemporaryFolder()
    let workspace = try smallCampaign(at: folder.file("c.gpkg"))
    let plan = Plan(
      name: "old", unit: .cell, grid: "gone", entries: [Plan.Entry(unit: "c1", group: "g1")])
    let rules = RulesInForce(settings: ["name": "then", "plan": "x"], plan: plan, grid: "gone")
    try workspace.read(asKnownAt: nil, by: rules) { reader throws in
      let settings = try reader.settings()
      #expect(settings.name == "then" && settings.plan == "old" && settings.grid == "gone")
      #expect(try reader.plans() == ["old"])
      #expect(try reader.plan(named: "old") == plan)
      // A grid that is no more has no cells.
      #expect(try reader.grids().map(\.name) == ["gone"])
      #expect(try reader.cells(of: "gone").cells.isEmpty)
    }
    try workspace.read { reader throws in
      #expect(try reader.settings().name == "示例")
      #expect(try reader.plans().isEmpty && reader.grids().isEmpty)
    }
  }

  @Test("a snapshot is read back as it was kept, and never kept anew") func snapshots() throws {
    let folder = try TemporaryFolder()
    let workspace = try smallCampaign(at: folder.file("c.gpkg"))
    var row = CoverageRow(level: .village, code: "110101001001", name: "西村")
    row.households = Tally(expected: 3, visited: 2)
    row.enterprises = Tally(expected: 1, visited: 1)
    row.priority = Tally(expected: 2, visited: 1)
    row.visits = 7
    let plan = Plan(
      name: "plan", unit: .village, grid: nil, entries: [Plan.Entry(unit: "110101001001", group: "g1")])
    let snapshot = Snapshot(
      name: "周一", takenAt: "2016-12-19T12:00:00Z", importID: 6, asOf: LocalDate(dayNumber: 17_154),
      rules: RulesInForce(settings: ["name": "示例"], plan: plan, grid: nil), rows: [SnapshotRow(row)])
    try workspace.write { try $0.keep(snapshot) }
    #expect(try workspace.read { try $0.snapshot(named: "周一") } == snapshot)
    #expect(try workspace.read { try $0.snapshots().map(\.name) } == ["周一"])
    #expect(throws: StoreError.nameTaken(what: "snapshot", name: "周一")) {
      try workspace.write { try $0.keep(snapshot) }
    }
    #expect(throws: StoreError.unknownName(what: "snapshot", name: "周二", known: ["周一"])) {
      try workspace.read { _ = try $0.snapshot(named: "周二") }
    }
    #expect(try workspace.faults().isEmpty)
  }

  @Test("a workspace of the first schema gets its tables at the first writing") func migration() throws {
    let folder = try TemporaryFolder()
    let path = folder.file("c.gpkg")
    let workspace = try smallCampaign(at: path)
    try workspace.write { writer in
      for table in CampaignTables.ofSnapshots {
        try writer.connection.execute("DROP TABLE \(table.name)")
        try writer.connection.execute("DELETE FROM gpkg_contents WHERE table_name = ?", .text(table.name))
      }
      for table in ["coverage_kept", "coverage_kept_shares", "coverage_kept_state"] {
        try writer.connection.execute("DROP TABLE \(table)")
      }
      try writer.connection.execute("UPDATE gridcover_schema SET version = 1")
    }
    try workspace.close()
    #expect(throws: StoreError.olderSchema(path: path, found: 1, current: Migration.current)) {
      try Workspace.open(at: path, writable: false)
    }
    let opened = try Workspace.open(at: path, writable: true)
    #expect(try opened.read { try $0.snapshots() } == [])
    #expect(try opened.read { try $0.records(of: .visits).rowCount } == 4)
  }
}
