internal import CampaignModel
internal import GeoPackageFormat

/// Notices that another program, as QGIS, has changed a layer since gridcover last wrote to the file.
///
/// Programs that know GeoPackage set a table's `last_change` in the contents when they change its rows; gridcover keeps the
/// value that it left there, and the largest `fid`, which also tells of rows that a program without that manner added.
/// Both are at hand, so that a command pays for eleven look-ups and never for reading a layer. (A counter kept by triggers
/// would miss nothing, but cost every row of every import.)
enum LayerMarks {
  static let creation =
    "CREATE TABLE layer_marks (table_name TEXT PRIMARY KEY, last_change TEXT, max_fid INTEGER) WITHOUT ROWID"

  /// Writes a line `edit` in the log for every layer that is not as gridcover left it.
  ///
  /// - Returns: The kinds of those layers.
  static func noteEdits(on connection: Connection) throws -> Set<RecordKind> {
    let edits = try edits(on: connection)
    for edit in edits { try WorkspaceWriter(connection: connection).note(edit.line) }
    return Set(edits.map(\.kind))
  }

  /// The layers that are not as gridcover left them, each with its line for the log.
  static func edits(on connection: Connection) throws -> [(kind: RecordKind, line: ImportEntry)] {
    var edits: [(kind: RecordKind, line: ImportEntry)] = []
    for kind in RecordKind.allCases {
      var line: ImportEntry?
      try connection.forEachRow(
        """
        SELECT marks.last_change, strftime('%Y-%m-%dT%H:%M:%SZ', iif(contents.last_change IS marks.last_change, 'now',
        contents.last_change)), strftime('%Y-%m-%dT%H:%M:%SZ', 'now')
        FROM layer_marks AS marks JOIN gpkg_contents AS contents USING (table_name) WHERE table_name = ?1
        AND (contents.last_change IS NOT marks.last_change
        OR (SELECT max(fid) FROM \(kind.table)) IS NOT marks.max_fid)
        """, .text(kind.table)
      ) { row in
        line = ImportEntry(
          at: row.text(1) ?? row.text(2) ?? "", kind: "edit",
          note: "\(kind.table) edited outside gridcover since \(row.text(0) ?? "it was made")")
      }
      if let line { edits.append((kind, line)) }
    }
    return edits
  }

  /// Keeps how gridcover leaves the layers.
  static func renew(on connection: Connection) throws {
    for kind in RecordKind.allCases {
      try connection.execute(
        """
        INSERT OR REPLACE INTO layer_marks
        SELECT table_name, last_change, (SELECT max(fid) FROM \(kind.table)) FROM gpkg_contents
        WHERE table_name = ?
        """, .text(kind.table))
    }
  }
}
