internal import CampaignModel
internal import GeoPackageFormat

/// One step from a schema to the next.
struct Migration: Sendable {
  /// The schema after the step.
  let version: Int
  /// Changes the tables; runs in the transaction that also notes the version.
  let apply: @Sendable (Connection) throws -> Void

  /// All steps from an empty file on. A step that has been released is never changed: the next one corrects it.
  static let all = [
    Migration(version: 1) { connection in
      try connection.createGeoPackage()
      try connection.execute(
        "CREATE TABLE gridcover_schema (version INTEGER NOT NULL, program TEXT NOT NULL)")
      try connection.execute("INSERT INTO gridcover_schema VALUES (0, '')")
      for table in CampaignTables.all { try connection.create(table) }
      for kind in RecordKind.allCases {
        try connection.create(kind.layer)
        for statement in kind.historyCreation { try connection.execute(statement) }
      }
      try connection.execute(LayerMarks.creation)
      try connection.execute(GridChoice.creation)
    },
    Migration(version: 2) { connection in
      for table in CampaignTables.ofSnapshots { try connection.create(table) }
    },
    // Who checked, and what was found. A file that was made after these fields has them from its first step.
    Migration(version: 3) { connection in
      for table in [RecordKind.rechecks.table, RecordKind.rechecks.historyTable] {
        for column in ["checked_by", "note"] where try !connection.hasColumn(column, in: table) {
          try connection.execute("ALTER TABLE \(table) ADD COLUMN \(quotedIdentifier(column)) TEXT")
        }
      }
    },
    Migration(version: 4) { connection in
      for statement in KeptCoverage.creation { try connection.execute(statement) }
    },
    // Whatever this version of the program draws; a later change of a style is a later step.
    Migration(version: 5) { connection in try LayerStyles.create(on: connection) },
    // Classes of coverage that part the upper tenth.
    Migration(version: 6) { connection in try LayerStyles.redrawSchema5(on: connection) },
  ]

  /// The schema of this program.
  static var current: Int { all.last?.version ?? 0 }

  /// The schema of a file; nil if gridcover did not make it.
  static func version(of connection: Connection) throws -> Int? {
    guard try connection.hasSchemaObject(GeoPackage.workspaceTable) else { return nil }
    return try connection.integer("SELECT version FROM gridcover_schema").flatMap { Int(exactly: $0) }
  }

  /// Notes in the log that the file was brought up to date, and where it is as it was.
  static func note(from version: Int, copy: String, on connection: Connection) throws {
    guard let now = try connection.text("SELECT strftime('%Y-%m-%dT%H:%M:%SZ', 'now')") else { return }
    try WorkspaceWriter(connection: connection).note(
      ImportEntry(
        at: now, kind: "upgrade", note: "schema \(version) to \(current); as it was: \(copy)"))
  }

  /// Brings a file to the current schema, in the caller's transaction.
  static func run(on connection: Connection, from version: Int) throws {
    for step in all where step.version > version {
      try step.apply(connection)
      try connection.execute(
        "UPDATE gridcover_schema SET version = ?, program = ?", .integer(Int64(step.version)),
        .text("gridcover \(Program.version)"))
    }
  }
}
