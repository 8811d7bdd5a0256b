/// What other programs call a column, and which values they offer for it: the Schema extension of GeoPackage
/// (OGC 12-128r18, annex F.9).
public struct ColumnDescription: Sendable, Equatable {
  /// The column.
  public var column: String
  /// What people see instead of its name; unique within a table.
  public var title: String
  /// The name of the list of its values, if it has one.
  public var valueList: String?

  /// A column with a title.
  public init(column: String, title: String, valueList: String? = nil) {
    self.column = column
    self.title = title
    self.valueList = valueList
  }
}

/// One value that a column may have.
public struct ListedValue: Sendable, Equatable {
  /// What is stored.
  public var value: String
  /// What people see.
  public var title: String

  /// A value with a title.
  public init(_ value: String, _ title: String) {
    self.value = value
    self.title = title
  }
}

extension Connection {
  /// Makes the tables of the Schema extension, where another program has not made them.
  public func createSchemaExtension() throws(GeoPackageError) {
    for table in schemaTables { try execute(table) }
    for table in ["gpkg_data_columns", "gpkg_data_column_constraints"] {
      try execute(
        """
        INSERT INTO gpkg_extensions SELECT ?1, NULL, 'gpkg_schema',
        'http://www.geopackage.org/spec121/#extension_schema', 'read-write'
        WHERE NOT EXISTS (SELECT 1 FROM gpkg_extensions WHERE table_name = ?1 AND extension_name = 'gpkg_schema')
        """, .text(table))
    }
  }

  /// Makes a list of values known, under a name of its own.
  public func describe(valueList name: String, _ values: [ListedValue]) throws(GeoPackageError) {
    for entry in values {
      try execute(
        """
        INSERT OR IGNORE INTO gpkg_data_column_constraints (constraint_name, constraint_type, value, description)
        VALUES (?, 'enum', ?, ?)
        """, .text(name), .text(entry.value), .text(entry.title))
    }
  }

  /// Describes columns of a table; what somebody else has said of one of them stays.
  public func describe(_ columns: [ColumnDescription], of table: String) throws(GeoPackageError) {
    for entry in columns {
      try execute(
        """
        INSERT OR IGNORE INTO gpkg_data_columns (table_name, column_name, name, title, constraint_name)
        VALUES (?, ?, ?, ?, ?)
        """, .text(table), .text(entry.column), .text(entry.title), .text(entry.title),
        .optional(entry.valueList))
    }
  }
}

private let schemaTables = [
  """
  CREATE TABLE IF NOT EXISTS gpkg_data_columns (table_name TEXT NOT NULL, column_name TEXT NOT NULL, name TEXT,
  title TEXT, description TEXT, mime_type TEXT, constraint_name TEXT,
  CONSTRAINT pk_gdc PRIMARY KEY (table_name, column_name), CONSTRAINT gdc_tn UNIQUE (table_name, name))
  """,
  """
  CREATE TABLE IF NOT EXISTS gpkg_data_column_constraints (constraint_name TEXT NOT NULL,
  constraint_type TEXT NOT NULL, value TEXT, min NUMERIC, min_is_inclusive BOOLEAN, max NUMERIC,
  max_is_inclusive BOOLEAN, description TEXT, CONSTRAINT gdcc_ntv UNIQUE (constraint_name, constraint_type, value))
  """,
]
