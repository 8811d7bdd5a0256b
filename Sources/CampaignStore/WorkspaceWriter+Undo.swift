public import CampaignModel
internal import GeoPackageFormat

/// What an undo did to the records of one kind.
public struct UndoneRecords: Sendable, Equatable {
  /// The kind.
  public var kind: RecordKind
  /// Records that the import had added, and that are gone.
  public var removed = 0
  /// Records that the import had changed, and that are what they were.
  public var changedBack = 0
  /// Records that the import had withdrawn or removed, and that are there again.
  public var restored = 0
}

/// What an undo did.
public struct UndoneImport: Sendable, Equatable {
  /// The line that was undone.
  public var line: ImportLogLine
  /// The line that says so; to undo it brings the import back.
  public var importID: Int64
  /// The kinds that were touched: that of the import, and cells that its targets had added to the grid.
  public var records: [UndoneRecords]
  /// Layers that were edited outside gridcover since the import, in the order of the log: such edits of its rows go with it.
  public var editsSince: [String]
  /// Later lines that no undo takes back (plans, grids, settings …), passed over because no line was named.
  public var passedOver: [ImportLogLine] = []
}

extension WorkspaceWriter {
  /// Undoes an import: rows it added go, rows it changed become what they were, rows it withdrew are there again.
  ///
  /// An undo is a line of the log like any other, and what it replaces goes to history, so that it can be undone itself.
  /// Where targets belong and what is covered is not brought up to date here.
  ///
  /// - Parameters:
  ///   - id: The import's number; nil for the latest import that has not been undone.
  ///   - at: When, in UTC, as `2016-12-17T09:35:00Z`.
  /// - Throws: ``StoreError`` if there is no such import, or a later one that still holds has touched the same rows.
  /// - Complexity: O(records + history) of the kinds, and O(log records) for each row that changes.
  @discardableResult
  public func undo(_ id: Int64? = nil, at: String) throws -> UndoneImport {
    let log = try current.importLog()
    let line = try WorkspaceWriter.lineToUndo(id, in: log)
    let undoID = try beginImport(
      ImportEntry(at: at, kind: ImportLogLine.undoKind, note: "undo of import \(line.id)"))
    let isLast = log.last?.id == line.id
    var records: [UndoneRecords] = []
    for kind in RecordKind.allCases {
      var undo = try RecordUndo(of: line.id, kind, at: undoID, on: self)
      if undo.touchedKeys > 0 {
        if !isLast { try undo.checkNothingLater() }
        try undo.run()
        records.append(undo.done)
      }
      try undo.dropKeys()
    }
    try GridChoice.undo(line.id, at: undoID, on: self)
    try connection.execute(
      "UPDATE import_log SET undoes = ?1 WHERE import_id = ?2", .integer(line.id), .integer(undoID))
    try mark(line, undoneBy: undoID, in: log)
    let layers = Set(records.map(\.kind.table))
    let edits = log.filter { $0.id > line.id && $0.entry.kind == "edit" }.compactMap(\.entry.note)
      .filter { note in layers.contains { note.hasPrefix($0 + " ") } }
    let passedOver = log.filter {
      id == nil && $0.id > line.id && $0.undoes == nil && RecordKind(rawValue: $0.entry.kind) == nil
    }
    return UndoneImport(
      line: line, importID: undoID, records: records, editsSince: edits, passedOver: passedOver)
  }

  /// Marks a line as undone. Where it was an undo itself, the line that it undid holds again, and so on down the chain.
  private func mark(_ line: ImportLogLine, undoneBy undoID: Int64, in log: [ImportLogLine]) throws {
    var (line, undo): (ImportLogLine, Int64?) = (line, undoID)
    while true {
      try connection.execute(
        "UPDATE import_log SET undone_by = ?1 WHERE import_id = ?2", undo.map(SQLValue.integer) ?? .null,
        .integer(line.id))
      guard let id = line.undoes, let undone = log.first(where: { $0.id == id }) else { return }
      undo = undo == nil ? line.id : nil
      line = undone
    }
  }

  private static func lineToUndo(_ id: Int64?, in log: [ImportLogLine]) throws -> ImportLogLine {
    guard let id else {
      let latest = log.last { RecordKind(rawValue: $0.entry.kind) != nil && $0.undoneBy == nil }
      guard let latest else { throw StoreError.nothingToUndo }
      return latest
    }
    guard let line = log.first(where: { $0.id == id }) else {
      throw log.last.map { StoreError.unknownImport(id, last: $0.id) } ?? StoreError.nothingToUndo
    }
    guard line.undoes != nil || RecordKind(rawValue: line.entry.kind) != nil else {
      throw StoreError.notAnImport(id, kind: line.entry.kind)
    }
    if let undo = line.undoneBy { throw StoreError.alreadyUndone(id, by: undo) }
    return line
  }
}

extension ImportLogLine {
  /// The kind of a line that undoes another one.
  public static let undoKind = "undo"
}

/// Undoes one line of the log in the layer of one kind.
///
/// The line touched the keys of the versions that begin or end at it. For each, the version before is the one in history
/// that ended at the line and did not begin there; a key without one was new. All is done by sets, in SQL, over a temporary
/// table of the keys.
private struct RecordUndo: ~Copyable {
  /// How many keys the line touched.
  let touchedKeys: Int
  private(set) var done: UndoneRecords
  private let kind: RecordKind
  private let line: Int64
  private let undoID: Int64
  private let connection: Connection

  private static let keys = "temp.gridcover_undo_keys"

  init(
    of line: Int64, _ kind: RecordKind, at undoID: Int64, on writer: borrowing WorkspaceWriter
  ) throws {
    self.kind = kind
    self.line = line
    self.undoID = undoID
    connection = writer.connection
    done = UndoneRecords(kind: kind)
    let (key, history) = (kind.keySQL(), kind.historyTable)
    try connection.execute(
      "CREATE TABLE \(RecordUndo.keys) (\(key), had_version BOOLEAN, PRIMARY KEY (\(key))) WITHOUT ROWID")
    try connection.execute(
      """
      INSERT INTO \(RecordUndo.keys) SELECT \(key), 1 FROM \(history)
      WHERE held_to = ?1 AND held_from IS NOT ?1
      """, .integer(line))
    try connection.execute(
      """
      INSERT OR IGNORE INTO \(RecordUndo.keys) SELECT \(key), 0 FROM \(history) WHERE held_from = ?1
      UNION SELECT \(key), 0 FROM \(kind.table) WHERE import_id = ?1
      """, .integer(line))
    touchedKeys = Int(try connection.integer("SELECT count(*) FROM \(RecordUndo.keys)") ?? 0)
  }

  consuming func dropKeys() throws { try connection.execute("DROP TABLE \(RecordUndo.keys)") }

  /// Throws if a later line that still holds has touched the same keys.
  ///
  /// A later line that was undone, and the undo itself, are as if neither had been; undos come in nests, since each was
  /// itself checked in this way. An id that has become that of the other kind of target is in the way as well.
  func checkNothingLater() throws {
    let key = kind.keySQL()
    let isTouched = "(\(key)) IN (SELECT \(key) FROM \(RecordUndo.keys))"
    let lines = """
      (SELECT import_id FROM import_log WHERE import_id > ?1 AND import_id < ?2 AND undone_by IS NULL
      AND ifnull(undoes, 0) <= ?1)
      """
    var parts = [
      "SELECT held_from, \(key) FROM \(kind.historyTable) WHERE held_from IN \(lines) AND \(isTouched)",
      "SELECT held_to, \(key) FROM \(kind.historyTable) WHERE held_to IN \(lines) AND \(isTouched)",
      "SELECT import_id, \(key) FROM \(kind.table) WHERE import_id IN \(lines) AND \(isTouched)",
    ]
    if let other = kind.targetKind.map({ $0 == .household ? RecordKind.enterprises : .households }) {
      parts.append(
        """
        SELECT import_id, id FROM \(other.table) WHERE id IN (SELECT id FROM \(RecordUndo.keys) WHERE had_version)
        """)
    }
    var found: [Int64: Set<Identifier>] = [:]
    try connection.forEachRow(
      parts.joined(separator: " UNION "), .integer(line), .integer(undoID)
    ) { row in
      found[row.integer(0), default: []].insert(Identifier(row.text(Int32(kind.keyColumns.count)) ?? ""))
    }
    guard let (later, keys) = found.max(by: { $0.key < $1.key }) else { return }
    throw StoreError.laterChange(
      line, later: later, kind: kind.rawValue, count: keys.count, keys: keys.sorted().prefix(10).map(\.text))
  }

  /// Puts back what was before the line.
  mutating func run() throws {
    let (table, history, key) = (kind.table, kind.historyTable, kind.keySQL())
    func keys(_ hadVersion: Bool) -> String {
      "(\(key)) IN (SELECT \(key) FROM \(RecordUndo.keys) WHERE \(hadVersion ? "" : "NOT ")had_version)"
    }
    let before = "held_to = \(line) AND held_from IS NOT \(line)"
    var names = ["import_id"] + kind.historyColumns.filter { $0 != "fid" && !kind.keyColumns.contains($0) }
    let values = names.map { value(of: $0, in: "old") }
    let settings = zip(names, values).map { "\(quotedIdentifier($0)) = \($1)" }.joined(separator: ", ")
    let isSameKey = kind.keyColumns.map(quotedIdentifier).map { "old.\($0) = \(table).\($0)" }
      .joined(separator: " AND ")
    names.append(contentsOf: kind.keyColumns)
    let restoredValues = values + kind.keyColumns.map { "old." + quotedIdentifier($0) }

    if kind == .cells { try restoreGrids(before) }
    let writer = WorkspaceWriter(connection: connection)
    try writer.changing(kind.layer, rows: touchedKeys) {
      try connection.execute(kind.archiving(as: .replaced, where: keys(true)), .integer(undoID))
      try connection.execute(kind.archiving(as: .removed, where: keys(false)), .integer(undoID))
      done.removed = connection.changes
      try writer.removingRows(of: kind, count: done.removed) {
        try connection.execute("DELETE FROM \(table) WHERE \(keys(false))")
      }
      try connection.execute(
        "UPDATE \(table) SET \(settings) FROM \(history) AS old WHERE \(before) AND \(isSameKey)")
      done.changedBack = connection.changes
      // A row gets its old fid back unless another one has it by now; those that do come first, for new ones to come after.
      let isTaken = "EXISTS (SELECT 1 FROM \(table) AS now WHERE now.fid = old.fid)"
      try connection.execute(
        """
        INSERT INTO \(table) (fid, \(names.map(quotedIdentifier).joined(separator: ", ")))
        SELECT iif(\(isTaken), NULL, old.fid), \(restoredValues.joined(separator: ", ")) FROM \(history) AS old
        WHERE \(before) AND (\(kind.keySQL(of: "old"))) NOT IN (SELECT \(key) FROM \(table))
        ORDER BY \(isTaken), old.fid
        """)
      done.restored = connection.changes
      return .geometry(nil)
    }
    if kind == .cells { try dropEmptyGrids() }
  }

  /// A column of the version before, as it goes back into the layer.
  private func value(of column: String, in alias: String) -> String {
    switch column {
    case "import_id": "\(undoID)"
    // A row that was edited in as visited has the day of its line, which is another one from now on.
    case "visited_import":
      "ifnull(\(alias).visited_import, iif(\(alias).visited = 1, \(alias).held_from, NULL))"
    default: "\(alias).\(quotedIdentifier(column))"
    }
  }

  /// Cells of a file are all that makes their grid: it comes and goes with them.
  private func restoreGrids(_ before: String) throws {
    try connection.execute(
      """
      INSERT INTO grids (name, shape, size_m, label_column, label_row)
      SELECT DISTINCT grid, ?1, 0, 0, 0 FROM \(kind.historyTable)
      WHERE \(before) AND grid NOT IN (SELECT name FROM grids)
      """, .text(Grid.Shape.file.rawValue))
  }

  private func dropEmptyGrids() throws {
    try connection.execute(
      """
      DELETE FROM grids WHERE shape = ?1 AND name IN (SELECT grid FROM \(RecordUndo.keys))
      AND name NOT IN (SELECT grid FROM \(kind.table)) AND name NOT IN (SELECT grid FROM plans WHERE grid NOT NULL)
      """, .text(Grid.Shape.file.rawValue))
  }
}
