public import CampaignModel
internal import GeoPackageFormat

/// What could be read of one kind of records in a damaged workspace.
public struct SalvagedRecords: Sendable {
  /// The rows that could be read, in the order in which they were taken in.
  public var table: RecordTable
  /// Rows in damaged pages that could not be read; at most so many, since ids may have been left out before.
  public var lost: Int
  /// Rows whose geometry could not be read, and which are kept without it.
  public var placeless: Int
}

extension Workspace {
  /// Opens a workspace whose schema may be older, to save what can be read.
  public static func openToSalvage(at path: String) throws -> Workspace {
    do { return try Workspace.open(at: path, writable: false) } catch StoreError.olderSchema {
      return try Workspace(path: path, access: .read)
    }
  }

  /// Reads the current records of a kind row by row, and goes on behind what is damaged.
  ///
  /// - Throws: ``StoreError`` if not even the table can be found.
  /// - Complexity: O(rows + lost rows · log rows).
  public func salvagedRecords(of kind: RecordKind) throws -> SalvagedRecords {
    try named {
      try geoPackage.readDamaged { connection in
        // A field that came with a later schema is not there yet.
        let names = try kind.fields.map { field in
          try connection.hasColumn(field.name, in: kind.table) ? quotedIdentifier(field.name) : "NULL"
        }
        let geometry = kind.hasGeometry ? ["geom"] : []
        var rows = RecordRows(of: kind)
        var placeless = 0
        let marked = try? connection.integer(
          "SELECT max_fid FROM layer_marks WHERE table_name = ?", .text(kind.table))
        let lost = try connection.forEachReadableRow(
          of: kind.table, key: "fid", columns: (names + geometry).joined(separator: ", "),
          poorer: (names + geometry.map { _ in "NULL" }).joined(separator: ", "), lastKey: marked ?? 0
        ) { row in
          do { try rows.append(row, from: 1) } catch is StoreError {
            rows.appendPlaceless(row, from: 1)
            placeless += 1
          }
        }
        return SalvagedRecords(table: rows.table, lost: lost, placeless: placeless)
      }
    }
  }

  /// The rules that are not as by default, as far as they can be read.
  public func salvagedSettings() throws -> [(key: String, value: String)] {
    try named {
      try geoPackage.readDamaged { connection in
        var settings: [(key: String, value: String)] = []
        _ = try connection.forEachReadableRow(
          of: "settings", key: "fid", columns: "key, value", poorer: "key, value", lastKey: 10_000
        ) { settings.append(($0.text(1) ?? "", $0.text(2) ?? "")) }
        return settings
      }
    }
  }
}
