import CampaignModel
import GeoPackageFormat
import TestSupport
import Testing

@testable import CampaignStore

@Suite("Undo") struct UndoTests {
  let at = "2016-12-20T00:00:00Z"

  @Test("the last k imports, undone one by one, leave the state before them", arguments: 1...6)
  func backwards(seed: UInt64) throws {
    let folder = try TemporaryFolder()
    let workspace = try Workspace.create(at: folder.file("c.gpkg"))
    var script = HistoryScript(seed: seed)
    var states: [[String]] = []
    func state(_ reader: borrowing WorkspaceReader) throws -> [String] {
      try reader.content() + reader.gridContent()
    }
    for _ in 0..<10 {
      states.append(try workspace.read(state))
      try workspace.write { try script.takeOne(into: $0) }
    }
    let last = try workspace.read(state)
    var undos: [Int64] = []
    for expected in states.reversed() {
      undos.append(try workspace.write { try $0.undo(at: at).importID })
      #expect(try workspace.read(state) == expected)
    }
    #expect(throws: StoreError.nothingToUndo) { try workspace.write { try $0.undo(at: at) } }

    // The undos, undone from the last on, bring it all back.
    for (undo, expected) in zip(undos.reversed(), states.dropFirst() + [last]) {
      _ = try workspace.write { try $0.undo(undo, at: at) }
      #expect(try workspace.read(state) == expected)
    }
    #expect(try workspace.faults().isEmpty)
  }

  @Test("what each line of the log knew is known for ever", arguments: 1...6)
  func knownAt(seed: UInt64) throws {
    let folder = try TemporaryFolder()
    let workspace = try Workspace.create(at: folder.file("c.gpkg"))
    var script = HistoryScript(seed: seed &* 77)
    var random = SplitMix64(seed: seed)
    var known: [[String]] = [try workspace.read { try $0.content() }]
    for _ in 0..<16 {
      try workspace.write { writer in
        // An undo that a later import stands in the way of is tried in vain, and leaves no line.
        let id = Int64.random(in: 1...Int64(known.count), using: &random)
        let isUndone = Bool.random(using: &random) && (try? workspace.mayUndo(id, with: writer)) == true
        if !isUndone { try script.takeOne(into: writer) }
      }
      known.append(try workspace.read { try $0.content() })
    }
    try workspace.read { reader throws in
      #expect(try reader.latestImport() == Int64(known.count - 1))
      for (id, content) in known.enumerated() {
        #expect(try reader.content(asKnownAt: Int64(id)) == content, "as known at line \(id)")
      }
    }
  }

  @Test("an undo counts what it does, and the log says so") func counts() throws {
    let folder = try TemporaryFolder()
    let workspace = try Workspace.create(at: folder.file("c.gpkg"))
    func take(_ rows: [[String]]) throws {
      try workspace.write {
        try $0.apply(table(.households, ["id", "name"], rows), isFullList: true, log: entry(.households))
      }
    }
    try take([["a", "甲"], ["b", "乙"], ["c", "丙"]])
    try take([["a", "甲"], ["b", "己"], ["d", "丁"]])
    let undone = try workspace.write { try $0.undo(at: at) }
    #expect(
      undone.records == [UndoneRecords(kind: .households, removed: 1, changedBack: 1, restored: 1)])
    #expect(undone.line.id == 2 && undone.importID == 3)
    try workspace.read { reader throws in
      #expect(try reader.records(of: .households).keys.texts == ["a", "b", "c"])
      let log = try reader.importLog()
      #expect(log.map(\.undoneBy) == [nil, 3, nil])
      #expect(log.map(\.undoes) == [nil, nil, 2])
      #expect(log[2].entry == ImportEntry(at: at, kind: "undo", note: "undo of import 2"))
      // The fid is what QGIS knows a row by.
      #expect(
        try reader.connection.text("SELECT group_concat(fid || id, ' ') FROM households ORDER BY fid")
          == "1a 2b 3c")
    }
    #expect(throws: StoreError.alreadyUndone(2, by: 3)) { try workspace.write { try $0.undo(2, at: at) } }
  }

  @Test("undo, redo and undo again mark the import each time") func marks() throws {
    let folder = try TemporaryFolder()
    let workspace = try Workspace.create(at: folder.file("c.gpkg"))
    try workspace.write { try $0.apply(table(.groups, ["id"], [["g"]]), log: entry(.groups)) }
    for (undo, marks) in [(1, [2, nil]), (2, [nil, 3, nil]), (3, [2, nil, 4, nil])] as [(Int64, [Int64?])] {
      _ = try workspace.write { try $0.undo(undo, at: at) }
      #expect(try workspace.read { try $0.importLog().map(\.undoneBy) } == marks)
      #expect(try workspace.read { try $0.count(of: .groups) } == (undo == 2 ? 1 : 0))
    }
  }

  @Test("an earlier import is undone if nothing later touched its rows, else the later one is named")
  func earlier() throws {
    let folder = try TemporaryFolder()
    let workspace = try Workspace.create(at: folder.file("c.gpkg"))
    func take(_ rows: [[String]], _ kind: RecordKind = .households) throws {
      try workspace.write { try $0.apply(table(kind, ["id", "name"], rows), log: entry(kind)) }
    }
    try take([["a", "甲"], ["b", "乙"]])
    try take([["c", "丙"]])
    try take([["b", "己"], ["c", "丙"]])
    let conflict = StoreError.laterChange(1, later: 3, kind: "households", count: 1, keys: ["b"])
    #expect(throws: conflict) { try workspace.write { try $0.undo(1, at: at) } }
    #expect(
      "\(conflict)"
        == "import 1 cannot be undone: import 3 has since touched 1 of its households (b); undo import 3 first"
    )
    #expect(try workspace.read { try $0.importLog().count } == 3)
    try workspace.write { try $0.undo(2, at: at) }
    #expect(try workspace.read { try $0.records(of: .households).keys.texts } == ["a", "b"])
    // Once the later one is undone it is not in the way any more.
    try workspace.write { writer in
      try writer.undo(3, at: at)
      try writer.undo(1, at: at)
    }
    #expect(try workspace.read { try $0.count(of: .households) } == 0)

    // A redo is in the way of nothing earlier, but an id that is another kind's by now is.
    try take([["a", "小学"]], .enterprises)
    #expect(throws: StoreError.laterChange(6, later: 7, kind: "households", count: 1, keys: ["a"])) {
      try workspace.write { try $0.undo(6, at: at) }
    }
  }

  @Test("what is no import is refused") func refusals() throws {
    let folder = try TemporaryFolder()
    let workspace = try Workspace.create(at: folder.file("c.gpkg"))
    #expect(throws: StoreError.nothingToUndo) { try workspace.write { try $0.undo(3, at: at) } }
    try workspace.write { try $0.note(ImportEntry(at: at, kind: "grid")) }
    #expect(throws: StoreError.nothingToUndo) { try workspace.write { try $0.undo(at: at) } }
    #expect(throws: StoreError.notAnImport(1, kind: "grid")) {
      try workspace.write { try $0.undo(1, at: at) }
    }
    #expect(throws: StoreError.unknownImport(2, last: 1)) { try workspace.write { try $0.undo(2, at: at) } }
  }

  @Test("many rows are undone with their spatial index", arguments: [true, false]) func bulk(isFull: Bool)
    throws
  {
    let folder = try TemporaryFolder()
    let workspace = try Workspace.create(at: folder.file("c.gpkg"))
    func take(_ ids: Range<Int>, _ name: String, x: Int) throws {
      let rows = ids.map { ["h\($0)", name, "\(x)", "\($0)"] }
      try workspace.write {
        try $0.apply(
          table(.households, ["id", "name", "lon", "lat"], rows), isFullList: isFull, log: entry(.households))
      }
    }
    try take(0..<5000, "a", x: 1)
    let before = try workspace.read { try $0.content() }
    try take(2500..<7000, "b", x: 2)
    let counts = try workspace.write { try $0.undo(at: at).records }
    #expect(
      counts == [
        UndoneRecords(kind: .households, removed: 2000, changedBack: 2500, restored: isFull ? 2500 : 0)
      ])
    #expect(try workspace.read { try $0.content() } == before)
    #expect(
      try workspace.read {
        try $0.connection.integer("SELECT count(*) FROM rtree_households_geom WHERE maxx < 1.5")
      }
        == 5000)
    #expect(try workspace.faults().isEmpty)
  }

  @Test("a visit said by the roster keeps its day through withdrawal and undo") func rosterVisit() throws {
    let folder = try TemporaryFolder()
    let workspace = try Workspace.create(at: folder.file("c.gpkg"))
    func take(_ rows: [[String]], at: String) throws {
      try workspace.write {
        try $0.apply(
          table(.households, ["id", "visited"], rows), isFullList: true, log: entry(.households, at: at))
      }
    }
    try take([["a", "1"], ["b", "0"]], at: "2016-12-01T00:00:00Z")
    try take([["b", "0"]], at: "2016-12-10T00:00:00Z")
    try workspace.write { try $0.undo(at: at) }
    let targets = try workspace.read { try $0.targets(villages: [], cells: []) }
    #expect(targets.rosterVisits[0] == LocalDate(iso: "2016-12-01")?.dayNumber)
  }
}

extension Workspace {
  /// Undoes a line inside a transaction that goes on where that is refused; false then.
  fileprivate func mayUndo(_ id: Int64, with writer: borrowing WorkspaceWriter) throws -> Bool {
    try writer.connection.execute("SAVEPOINT trial")
    do {
      try writer.undo(id, at: "2016-12-20T00:00:00Z")
    } catch {
      try writer.connection.execute("ROLLBACK TO trial")
      return false
    }
    try writer.connection.execute("RELEASE trial")
    return true
  }
}
