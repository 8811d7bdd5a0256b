public import CampaignModel

/// A layer on its way into a database: rows with the types of their columns, which do not depend on what the rows hold, so
/// that others can build on a table whatever an evening brings.
public struct DatabaseTable: Sendable {
  /// The type of a column, in SQL.
  public enum ColumnType: String, Sendable {
    case text
    case integer = "bigint"
    case real = "double precision"
    case flag = "boolean"
    case day = "date"
  }

  /// What the geometry column holds, in WGS 84 (SRID 4326).
  public enum Geometry: String, Sendable {
    case point = "Point"
    case multiPolygon = "MultiPolygon"
  }

  /// The rows; the name is the table's.
  public var rows: ExportTable
  /// The type of each column of `rows`.
  public var types: [ColumnType]
  /// The columns that together tell rows apart: the primary key.
  public var key: [String]
  /// Columns by which rows are looked up, each with an index.
  public var lookups: [String]
  /// What rows have for geometry; nil for none.
  public var geometry: Geometry?
  /// True if rows are about people: nobody but the owner may read the table until he grants it.
  public var isPersonal: Bool

  /// A table whose maker gives as many types as there are columns.
  public init(
    _ rows: ExportTable, types: [ColumnType], key: [String], lookups: [String] = [],
    geometry: Geometry? = nil,
    isPersonal: Bool = false
  ) {
    self.rows = rows
    self.types = types
    self.key = key
    self.lookups = lookups
    self.geometry = geometry
    self.isPersonal = isPersonal
  }
}

extension DatabaseTable.ColumnType {
  /// The type of a field of a record. A moment may be a day alone and stays text, in ISO 8601, which sorts as it should.
  public init(_ kind: Field.Kind) {
    switch kind {
    case .text, .list, .moment, .outcome, .confirmation: self = .text
    case .integer: self = .integer
    case .real: self = .real
    case .flag: self = .flag
    case .date: self = .day
    }
  }

  /// The type of a column of coverage, by its name.
  public init(coverageColumn name: String) {
    switch name {
    case "level", "code", "name", "township", "group", "status", "gap_reason", "suppressed_reason":
      self = .text
    case "target_met", "overlapping", "suppressed": self = .flag
    case "last_visit": self = .day
    case let share where share.hasSuffix("_coverage") || share == "target_share": self = .real
    default: self = .integer
    }
  }
}
