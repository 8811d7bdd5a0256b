import CampaignModel
import GeoPackageFormat
import TestSupport
import Testing

@testable import CampaignStore

@Suite("Imports") struct ImportTests {
  let headers = ["id", "name", "lon", "lat", "people"]
  let rows = [["a", "甲", "1", "2", "3"], ["b", "乙", "", "", ""], ["c", "丙", "5.5", "6", "1"]]

  @Test("the same file twice changes nothing") func idempotent() throws {
    let folder = try TemporaryFolder()
    let workspace = try Workspace.create(at: folder.file("c.gpkg"))
    let households = table(.households, headers, rows)
    let first = try workspace.write { try $0.apply(households, log: entry(.households)) }
    #expect(first == ImportCounts(added: 3))
    let second = try workspace.write { try $0.apply(households, log: entry(.households)) }
    #expect(second == ImportCounts(unchanged: 3))
    try workspace.read { reader throws in
      #expect(try reader.count(of: .households) == 3)
      #expect(try reader.historyCount(of: .households) == 0)
      #expect(try reader.importLog().map(\.counts) == [first, second])
    }
  }

  @Test("a corrected row replaces the old one, which goes to history") func correction() throws {
    let folder = try TemporaryFolder()
    let workspace = try Workspace.create(at: folder.file("c.gpkg"))
    try workspace.write { try $0.apply(table(.households, headers, rows), log: entry(.households)) }
    var corrected = rows
    corrected[0][2] = "1.0000000000000002"
    corrected[1][4] = "7"
    let counts = try workspace.write {
      try $0.apply(table(.households, headers, corrected), log: entry(.households))
    }
    #expect(counts == ImportCounts(changed: 2, unchanged: 1))
    try workspace.read { reader throws in
      let now = try reader.records(of: .households)
      #expect(now.keys.texts == ["a", "b", "c"])
      #expect(now.xs?[0] == 1.0000000000000002)
      let connection = reader.connection
      #expect(
        try connection.text(
          "SELECT group_concat(id || held_from || held_to || ifnull(people, '-'), ' ') FROM households_history"
        )
          == "a123 b12-")
      #expect(try connection.text("SELECT rtreecheck('rtree_households_geom')") == "ok")
    }
  }

  @Test("fields that a file does not have stay, fields that are empty are cleared") func partial() throws {
    let folder = try TemporaryFolder()
    let workspace = try Workspace.create(at: folder.file("c.gpkg"))
    try workspace.write { writer in
      try writer.apply(table(.households, headers, rows), log: entry(.households))
      let counts = try writer.apply(
        table(.households, ["id", "name"], [["a", ""], ["c", "丁"], ["d", "戊"]]), log: entry(.households))
      #expect(counts == ImportCounts(added: 1, changed: 2))
      let now = try writer.current.records(of: .households)
      #expect(now.texts("name")?.texts == [nil, "乙", "丁", "戊"])
      #expect(now.xs?[0] == 1 && now.ys?[2] == 6)
      #expect(now.xs?[3].isNaN == true)
    }
  }

  @Test("a key is bytes: one name in two spellings is two keys") func bytes() throws {
    let folder = try TemporaryFolder()
    let workspace = try Workspace.create(at: folder.file("c.gpkg"))
    let counts = try workspace.write {
      try $0.apply(
        table(.households, ["id"], [["caf\u{E9}"], ["cafe\u{301}"], ["0012"], ["12"], ["A"], ["a"], ["a"]]),
        log: entry(.households))
    }
    #expect(counts == ImportCounts(added: 6, unchanged: 1))
    let found = try workspace.read {
      try $0.existingKeys(of: .households, among: TextColumn(["12", "B", nil, "a"]))
    }
    #expect(found == [true, false, false, true])
  }

  @Test("rejected rows are in the log, and the rows read add up") func log() throws {
    let folder = try TemporaryFolder()
    let workspace = try Workspace.create(at: folder.file("c.gpkg"))
    var line = entry(.households)
    line.rejected = [.badNumber: 2, .noPlace: 1]
    line.note = "--skip-rejected"
    let counts = try workspace.write { try $0.apply(table(.households, headers, rows), log: line) }
    #expect(counts.rowsRead == 6)
    let log = try workspace.read { try $0.importLog() }
    #expect(
      log == [
        ImportLogLine(id: 1, entry: line, counts: counts, program: "gridcover \(Program.version)")
      ])
  }

  @Test("columns of unequal length are refused, and nothing is taken") func unequal() throws {
    let folder = try TemporaryFolder()
    let workspace = try Workspace.create(at: folder.file("c.gpkg"))
    var broken = table(.households, headers, rows)
    broken.xs?.removeLast()
    #expect(throws: StoreError.unequalColumns(what: "longitudes", expected: 3, found: 2)) {
      try workspace.write { try $0.apply(broken, log: entry(.households)) }
    }
    #expect(try workspace.read { try $0.importLog() }.isEmpty)
  }

  @Test("known, new and corrected rows in any mixture are counted right", arguments: [1, 2, 3])
  func mixture(seed: UInt64) throws {
    let folder = try TemporaryFolder()
    let workspace = try Workspace.create(at: folder.file("c.gpkg"))
    var random = SplitMix64(seed: seed)
    var known: [String: String] = [:]
    for _ in 0..<6 {
      let ids = (0..<60).shuffled(using: &random).prefix(40)
      let rows = ids.map { ["h\($0)", "n\(Int.random(in: 0...1, using: &random))"] }
      var expected = ImportCounts()
      for row in rows {
        switch known.updateValue(row[1], forKey: row[0]) {
        case nil: expected.added += 1
        case row[1]: expected.unchanged += 1
        default: expected.changed += 1
        }
      }
      let counts = try workspace.write {
        try $0.apply(table(.households, ["id", "name"], rows), log: entry(.households))
      }
      #expect(counts == expected)
    }
    let now = try workspace.read { try $0.records(of: .households) }
    let names = now.texts("name")
    #expect(now.rowCount == known.count)
    for i in 0..<now.rowCount { #expect(names?[i] == known[now.keys[i] ?? ""]) }
    let changes = try workspace.read { try $0.importLog().map(\.counts.changed).reduce(0, +) }
    #expect(try workspace.read { try $0.historyCount(of: .households) } == changes)
  }

  @Test("cells without a grid are refused") func cellsWithoutGrid() throws {
    let folder = try TemporaryFolder()
    let workspace = try Workspace.create(at: folder.file("c.gpkg"))
    #expect(throws: StoreError.unequalColumns(what: "areas of cells", expected: 1, found: 0)) {
      try workspace.write {
        try $0.apply(table(.cells, ["id"], [["c"]], regions: [square(0, 0)]), log: entry(.cells))
      }
    }
  }

  @Test("an import that fails leaves every table as it was") func rollback() throws {
    struct Stop: Error {}
    let folder = try TemporaryFolder()
    let workspace = try smallCampaign(at: folder.file("c.gpkg"))
    let before = try workspace.read { try contents($0) }
    #expect(throws: Stop.self) {
      try workspace.write { writer in
        try writer.apply(table(.households, headers, rows), log: entry(.households))
        try writer.apply(table(.households, ["id", "name"], [["h1", "x"]]), log: entry(.households))
        #expect(try contents(writer.current) != before)
        throw Stop()
      }
    }
    #expect(try workspace.read { try contents($0) } == before)
    #expect(folder.names == ["c.gpkg"])
  }

  /// Every row of every table as text.
  func contents(_ reader: borrowing WorkspaceReader) throws -> [String] {
    let connection = reader.connection
    var tables: [String] = []
    try connection.forEachRow("SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name") { row in
      tables.append(row.text(0) ?? "")
    }
    var lines: [String] = []
    for table in tables {
      try connection.forEachRow("SELECT * FROM \"\(table)\"") { row in
        var cells: [String] = []
        for i in 0..<Int32(row.columnCount) { cells.append(row.withBlob(i) { "\(Array($0))" }) }
        lines.append("\(table): \(cells.joined(separator: ","))")
      }
    }
    return lines
  }

  @Test("many rows and few rows leave the same layer", arguments: [1, 2])
  func bulkAndTriggers(seed: UInt64) throws {
    let folder = try TemporaryFolder()
    var random = SplitMix64(seed: seed)
    func row(_ i: Int) -> [String] {
      let hasPoint = Int.random(in: 0..<10, using: &random) > 0
      return [
        "h\(i)", "n\(Int.random(in: 0..<5, using: &random))",
        hasPoint ? "\(Double.random(in: 100...120, using: &random))" : "",
        hasPoint ? "\(Double.random(in: 20...40, using: &random))" : "", "",
      ]
    }
    let first = (0..<4000).map { row($0) }
    let second = (2000..<6000).map { row($0) }
    let bulk = try Workspace.create(at: folder.file("bulk.gpkg"))
    let small = try Workspace.create(at: folder.file("small.gpkg"))
    for rows in [first, second] {
      try bulk.write { try $0.apply(table(.households, headers, rows), log: entry(.households)) }
      try small.write { writer in
        for start in stride(from: 0, to: rows.count, by: 500) {
          try writer.apply(
            table(.households, headers, Array(rows[start..<start + 500])), log: entry(.households))
        }
      }
    }
    try bulk.read { a throws in
      try small.read { b throws in
        let (one, other) = (try a.records(of: .households), try b.records(of: .households))
        #expect(one.keys == other.keys && one.texts("name") == other.texts("name"))
        #expect(one.xs?.map(\.bitPattern) == other.xs?.map(\.bitPattern))
        #expect(try a.historyCount(of: .households) == b.historyCount(of: .households))
        for reader in [a.connection, b.connection] {
          #expect(try reader.text("SELECT rtreecheck('rtree_households_geom')") == "ok")
          #expect(
            try reader.integer("SELECT count(*) FROM rtree_households_geom")
              == Int64(one.xs?.filter { !$0.isNaN }.count ?? 0))
        }
        #expect(
          try a.connection.text(
            "SELECT group_concat(id || minx || maxy) FROM (SELECT * FROM rtree_households_geom ORDER BY id)"
          )
          .map { $0.count > 0 } == true)
      }
    }
    #expect(try bulk.faults().isEmpty)
    #expect(try small.faults().isEmpty)
  }
}
