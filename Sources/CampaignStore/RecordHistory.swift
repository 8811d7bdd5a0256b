internal import CampaignModel
internal import GeoPackageFormat

/// How a record ceased to hold what it held, as the column `ending` of a history table has it.
enum Ending: String {
  /// A later import, or an undo, put other values under the key.
  case replaced
  /// A full new list no longer had the key.
  case withdrawn
  /// The import that had brought the key was undone.
  case removed
}

/// A record's life is a chain of versions. The last one stands in the layer, with `import_id` for the line of the log
/// since which it holds; each earlier one is in history, with the line at which it began to hold (`held_from`) and the one
/// at which it ceased (`held_to`). So line N knew the versions with `held_from` ≤ N < `held_to`. History only grows: an undo
/// is one more line, not an erasure.
extension RecordKind {
  /// The columns of the key in SQL, optionally of one table of a join.
  func keySQL(of alias: String? = nil) -> String {
    keyColumns.map { (alias.map { $0 + "." } ?? "") + quotedIdentifier($0) }.joined(separator: ", ")
  }

  /// Copies current rows to history as of the line ?1.
  func archiving(as ending: Ending, where condition: String) -> String {
    let kept = historyColumns.map(quotedIdentifier).joined(separator: ", ")
    return """
      INSERT INTO \(historyTable) (\(kept), held_from, held_to, ending)
      SELECT \(kept), import_id, ?1, '\(ending.rawValue)' FROM \(table) WHERE \(condition)
      """
  }

  /// The layers whose rows refer to this kind's, with the referring column: SQLite looks through them, without an index,
  /// for every row that goes.
  var referringColumns: [(table: String, column: String)] {
    guard self == .villages else { return [] }
    return [RecordKind.households, .enterprises].map { ($0.table, "village_code") }
  }
}

extension LayerChange {
  /// The same change where rows have gone as well, so that the spatial index is not what it was.
  var withRowsGone: LayerChange {
    if case .geometry = self { return self }
    return .geometry(nil)
  }
}

extension WorkspaceWriter {
  /// Runs `body`, which removes rows of a kind, with an index on what refers to them if they are many.
  func removingRows(of kind: RecordKind, count: Int, _ body: () throws -> Void) throws {
    let columns = count > 8 ? kind.referringColumns : []
    for (table, column) in columns {
      try connection.execute("CREATE INDEX gridcover_\(table)_\(column) ON \(table) (\(column))")
    }
    try body()
    for (table, column) in columns { try connection.execute("DROP INDEX gridcover_\(table)_\(column)") }
  }
}

/// Which grid a line of the log made the one that is counted, and which it was before: to undo the line, the choice must be
/// undone with it. Kept in a table of its own, since only imports of cells have one.
struct GridChoice {
  var before: String?
  var after: String?

  static let creation =
    #"CREATE TABLE grid_choices (import_id INTEGER PRIMARY KEY, "before" TEXT, "after" TEXT)"#

  /// Notes that an import makes a grid the counted one.
  static func note(_ grid: String, at importID: Int64, on connection: Connection) throws {
    try GridChoice(before: chosen(on: connection), after: grid).save(at: importID, on: connection)
  }

  /// Takes a line's choice back, unless another one was made since; that is a choice as well.
  static func undo(_ line: Int64, at importID: Int64, on writer: borrowing WorkspaceWriter) throws {
    let connection = writer.connection
    var noted: GridChoice?
    try connection.forEachRow(
      #"SELECT "before", "after" FROM grid_choices WHERE import_id = ?"#, .integer(line)
    ) { noted = GridChoice(before: $0.text(0), after: $0.text(1)) }
    guard let noted, noted.after == (try chosen(on: connection)) else { return }
    try writer.setSetting("grid", noted.before)
    try GridChoice(before: noted.after, after: noted.before).save(at: importID, on: connection)
  }

  private static func chosen(on connection: Connection) throws -> String? {
    try connection.text("SELECT value FROM settings WHERE key = 'grid'")
  }

  private func save(at importID: Int64, on connection: Connection) throws {
    try connection.execute(
      "INSERT INTO grid_choices VALUES (?, ?, ?)", .integer(importID), .optional(before), .optional(after))
  }
}
