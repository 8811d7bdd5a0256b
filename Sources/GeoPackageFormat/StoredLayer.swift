/// A layer or table of attributes as a file of someone else's lists it.
///
/// Only ordinary tables are among these: a view of a stranger's file may take for ever, and a virtual table may do
/// anything.
public struct StoredLayer: Sendable, Equatable {
  /// The table's name.
  public var name: String
  /// The column of its geometry; nil for a table of attributes.
  public var geometryColumn: String?
  /// All other columns in the table's order, without a key that only numbers the rows (`fid`, `ogc_fid`).
  public var columns: [String]
  /// The CRS of its geometry, `EPSG:4547` where the file names a code, else its WKT; nil where it says none.
  public var crs: String?
  /// The number of its rows.
  public var rowCount: Int
}

extension Connection {
  /// The first fault of the file's pages and values, in SQLite's words; nil if there is none.
  ///
  /// - Complexity: reads the whole file, but not its indices.
  public func firstFault() throws(GeoPackageError) -> String? {
    guard let text = try text("PRAGMA quick_check(1)"), text != "ok" else { return nil }
    // A heading, and the fault on a line of its own.
    return text.split(separator: "\n").first { !$0.hasPrefix("***") }.map(String.init) ?? text
  }

  /// The tables that `gpkg_contents` lists, by name; views, virtual tables and what is not there are left out.
  ///
  /// - Throws: ``GeoPackageError``, also where the tables of contents are not as the standard has them.
  /// - Complexity: O(rows of the file), since rows are counted.
  public func storedLayers() throws -> [StoredLayer] {
    let hasGeometry = try hasSchemaObject("gpkg_geometry_columns")
    let geometryOfTable =
      hasGeometry
      ? "LEFT JOIN gpkg_geometry_columns g ON g.table_name = c.table_name"
      : "LEFT JOIN (SELECT NULL AS table_name, NULL AS column_name, NULL AS srs_id) g ON 0"
    var layers: [StoredLayer] = []
    try forEachRow(
      """
      SELECT t.name, g.column_name, g.srs_id FROM gpkg_contents c
      JOIN sqlite_schema t ON t.name = c.table_name COLLATE NOCASE AND t.type = 'table'
      \(geometryOfTable)
      WHERE c.data_type IN ('features', 'attributes', 'aspatial') AND t.sql NOT LIKE 'CREATE VIRTUAL%'
      ORDER BY t.name
      """
    ) { row in
      guard let name = row.text(0) else { return }
      let columns = try columns(of: name)
      let geometry = row.text(1).flatMap { column in
        columns.first { $0.lowercased() == column.lowercased() }
      }
      layers.append(
        StoredLayer(
          name: name, geometryColumn: geometry, columns: columns.filter { $0 != geometry },
          crs: try row.isNull(2) ? nil : crs(row.integer(2)),
          rowCount: Int(try integer("SELECT count(*) FROM \(quotedIdentifier(name))") ?? 0)))
    }
    return layers
  }

  private func columns(of table: String) throws -> [String] {
    var names: [String] = []
    try forEachRow("SELECT name, pk FROM pragma_table_info(?)", .text(table)) { row in
      guard let name = row.text(0) else { return }
      let isRowNumber = row.integer(1) != 0 && ["fid", "ogc_fid"].contains(name.lowercased())
      if !isRowNumber { names.append(name) }
    }
    return names
  }

  /// A reference system of the file; nil for the two undefined ones and for those that the file does not describe.
  private func crs(_ id: Int64) throws -> String? {
    var name: String?
    try forEachRow(
      """
      SELECT organization, organization_coordsys_id, definition FROM gpkg_spatial_ref_sys WHERE srs_id = ?
      """, .integer(id)
    ) { row in
      let definition = row.text(2) ?? "undefined"
      if row.text(0)?.uppercased() == "EPSG", row.integer(1) > 0 {
        name = "EPSG:\(row.integer(1))"
      } else if id > 0, definition != "undefined" {
        name = definition
      }
    }
    return name
  }
}
