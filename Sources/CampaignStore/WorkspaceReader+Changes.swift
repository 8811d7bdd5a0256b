public import CampaignModel
internal import GeoPackageFormat

/// What a line of the log changed in one record.
public struct RecordChange: Sendable, Equatable {
  /// One field that is another one.
  public struct Field: Sendable, Equatable {
    /// The field's name; `geometry` for a place.
    public var name: String
    /// What it was; nil for nothing.
    public var old: String?
    /// What it is; nil for nothing.
    public var new: String?

    /// A field that is another one.
    public init(_ name: String, old: String?, new: String?) {
      self.name = name
      self.old = old
      self.new = new
    }
  }

  /// The record's key.
  public var key: String
  /// Its fields that are others, in the order of the kind's fields.
  public var fields: [Field]
}

extension WorkspaceReader {
  /// The number of the latest line of the log; 0 if there is none.
  public func latestImport() throws -> Int64 {
    try connection.integer("SELECT max(import_id) FROM import_log") ?? 0
  }

  /// The first records, by key, in which a line of the log replaced what was known and that still hold.
  ///
  /// - Complexity: O(records that the line replaced · log records).
  public func changes(of kind: RecordKind, by importID: Int64, limit: Int) throws -> [RecordChange] {
    let names =
      kind.fields.map(\.name).filter { $0 != kind.keyField.name } + (kind.hasGeometry ? ["geom"] : [])
    let columns = ["old", "now"].flatMap { table in names.map { "\(table).\(quotedIdentifier($0))" } }
    let isSameKey = kind.keyColumns.map(quotedIdentifier).map { "old.\($0) = now.\($0)" }
    var changes: [RecordChange] = []
    try connection.forEachRow(
      """
      SELECT now.\(quotedIdentifier(kind.keyField.name)), \(columns.joined(separator: ", "))
      FROM \(kind.historyTable) AS old CROSS JOIN \(kind.table) AS now ON \(isSameKey.joined(separator: " AND "))
      WHERE old.held_to = ?1 AND old.held_from IS NOT ?1 AND old.ending = ?2 AND now.import_id = ?1
      ORDER BY \(kind.keySQL(of: "now")) LIMIT ?3
      """, .integer(importID), .text(Ending.replaced.rawValue), .integer(Int64(limit))
    ) { row in
      var change = RecordChange(key: row.text(0) ?? "", fields: [])
      for (i, name) in names.enumerated() {
        let (old, new) = (Int32(i + 1), Int32(i + 1 + names.count))
        let isSame =
          row.isNull(old) == row.isNull(new)
          && row.withBlob(old) { a in row.withBlob(new) { a.elementsEqual($0) } }
        if isSame { continue }
        change.fields.append(
          name == "geom"
            ? RecordChange.Field(
              "geometry", old: try row.place(old, of: kind), new: try row.place(new, of: kind))
            : RecordChange.Field(name, old: row.text(old), new: row.text(new)))
      }
      changes.append(change)
    }
    return changes
  }
}

extension Statement {
  /// A geometry as people compare it: a point by longitude and latitude, a polygon by the number of its corners.
  fileprivate func place(_ i: Int32, of kind: RecordKind) throws -> String? {
    if isNull(i) { return nil }
    if kind.geometry == .point {
      let point = try point(i, layer: kind.table, id: 0)
      return point.x.isNaN ? nil : "\(point.x) \(point.y)"
    }
    let corners = try region(i, layer: kind.table, id: 0).xs.count
    return "polygon of \(corners) corners"
  }
}
