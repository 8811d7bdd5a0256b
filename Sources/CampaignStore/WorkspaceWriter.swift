public import CampaignModel
internal import GeoPackageFormat

/// The changes of one command, in one transaction.
public struct WorkspaceWriter: ~Copyable {
  let connection: Connection
  /// The kinds whose layers another program has changed since gridcover last wrote: what gridcover derives from them is
  /// not up to date.
  public let editedOutside: Set<RecordKind>

  init(connection: Connection, editedOutside: Set<RecordKind> = []) {
    self.connection = connection
    self.editedOutside = editedOutside
  }

  /// What the workspace holds, with the changes made so far.
  public var current: WorkspaceReader { WorkspaceReader(connection: connection) }

  /// Sets a rule; nil goes back to the default.
  public func setSetting(_ key: String, _ value: String?) throws {
    if let value {
      try connection.execute(
        """
        INSERT INTO settings (key, value) VALUES (?, ?)
        ON CONFLICT (key) DO UPDATE SET value = excluded.value
        """, .text(key), .text(value))
    } else {
      try connection.execute("DELETE FROM settings WHERE key = ?", .text(key))
    }
    try connection.touch(CampaignTables.settings.name)
  }

  /// Notes something in the import log that is no import of rows: a grid made, an edit found.
  @discardableResult
  public func note(_ entry: ImportEntry) throws -> Int64 {
    try beginImport(entry)
  }

  /// Writes the line of an import whose rows are still to be counted: rows refer to it from the first one on.
  func beginImport(_ entry: ImportEntry) throws -> Int64 {
    let reasons = entry.rejected.filter { $0.value > 0 }.sorted { $0.key.rawValue < $1.key.rawValue }
    // The reasons' words have no character that JSON would escape.
    let json = reasons.map { "\"\($0.key.rawValue)\":\($0.value)" }.joined(separator: ",")
    try connection.execute(
      """
      INSERT INTO import_log (at, kind, file, sha256, rows_read, added, changed, unchanged, rejected,
      rejected_reasons, program, note) VALUES (?1, ?2, ?3, ?4, ?5, 0, 0, 0, ?5, ?6, ?7, ?8)
      """, .text(entry.at), .text(entry.kind), .optional(entry.file), .optional(entry.sha256),
      .integer(Int64(entry.rejected.values.reduce(0, +))), .text("{\(json)}"),
      .text("gridcover \(Program.version)"), .optional(entry.note))
    let id = connection.lastInsertedRow
    try connection.touch(CampaignTables.importLog.name)
    return id
  }

  /// Completes the line of an import.
  func endImport(_ id: Int64, _ counts: ImportCounts) throws {
    try connection.execute(
      """
      UPDATE import_log SET rows_read = ?, added = ?, changed = ?, unchanged = ?, withdrawn = ?
      WHERE import_id = ?
      """, .integer(Int64(counts.rowsRead)), .integer(Int64(counts.added)), .integer(Int64(counts.changed)),
      .integer(Int64(counts.unchanged)), .integer(Int64(counts.withdrawn)), .integer(id))
  }

  /// Changes a layer's rows, with its spatial index kept by triggers if they are few and rebuilt if they are many.
  ///
  /// A rebuild reads the whole layer, so that few rows must not pay for it; from about a tenth of the layer on it is
  /// the cheaper one. `body` returns the box around the geometries it wrote; nil if it changed none.
  func changing(_ layer: LayerDefinition, rows: Int, _ body: () throws -> LayerChange) throws {
    guard let index = layer.spatialIndex else {
      if try body() != .none { try connection.touch(layer.name) }
      return
    }
    // The largest key is at hand, the number of rows is not.
    let size = try connection.integer("SELECT max(fid) FROM \(quotedIdentifier(layer.name))") ?? 0
    let isBulk = rows > 2000 && rows > size / 10
    if isBulk { try index.dropTriggers(on: connection) }
    let change = try body()
    if isBulk {
      if case .geometry = change {
        try index.rebuild(on: connection)
      } else {
        try index.restoreTriggers(on: connection)
      }
    } else if case .geometry(let bounds?) = change {
      try index.extendExtent(bounds, on: connection)
    }
    if change != .none { try connection.touch(layer.name) }
  }
}

/// What a run of changes did to a layer.
enum LayerChange: Equatable {
  case none
  case attributes
  /// Geometries, with the box around the new ones.
  case geometry(Bounds?)
}
