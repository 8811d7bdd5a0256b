extension Connection {
  /// Makes an empty database a GeoPackage: its mark, the tables of contents, and the reference systems.
  public func createGeoPackage() throws(GeoPackageError) {
    try execute("PRAGMA application_id = \(GeoPackageFormat.applicationID)")
    try execute("PRAGMA user_version = \(GeoPackageFormat.userVersion)")
    for table in contentsTables { try execute(table) }
    for system in referenceSystems {
      try execute(
        "INSERT INTO gpkg_spatial_ref_sys VALUES (?, ?, ?, ?, ?, ?)", .text(system.name), .integer(system.id),
        .text(system.organization), .integer(system.code), .text(system.definition), .text(system.description)
      )
    }
  }

  /// True if the file says that it is a GeoPackage, of any version, and has a table of contents.
  public func isGeoPackage() throws(GeoPackageError) -> Bool {
    let marks: [Int64] = [GeoPackageFormat.applicationID, 0x4750_3130, 0x4750_3131]
    guard let mark = try integer("PRAGMA application_id"), marks.contains(mark) else { return false }
    return try hasSchemaObject("gpkg_contents")
  }

  /// What is wrong with the file's pages and spatial indices, in SQLite's words; empty if nothing is.
  ///
  /// - Complexity: reads the whole file.
  public func faults() throws -> [String] {
    var faults: [String] = []
    try forEachRow("PRAGMA quick_check(20)") { row in
      if let line = row.text(0), line != "ok" { faults.append(line) }
    }
    var indices: [String] = []
    try forEachRow(
      """
      SELECT name FROM sqlite_schema WHERE type = 'table' AND sql LIKE 'CREATE VIRTUAL TABLE%USING rtree%'
      ORDER BY name
      """
    ) { row in
      if let name = row.text(0) { indices.append(name) }
    }
    for index in indices {
      if let line = try text("SELECT rtreecheck(?)", .text(index)), line != "ok" { faults.append(line) }
    }
    return faults
  }
}

private let contentsTables = [
  """
  CREATE TABLE gpkg_spatial_ref_sys (srs_name TEXT NOT NULL, srs_id INTEGER PRIMARY KEY NOT NULL,
  organization TEXT NOT NULL, organization_coordsys_id INTEGER NOT NULL, definition TEXT NOT NULL,
  description TEXT)
  """,
  """
  CREATE TABLE gpkg_contents (table_name TEXT NOT NULL PRIMARY KEY, data_type TEXT NOT NULL,
  identifier TEXT UNIQUE, description TEXT DEFAULT '',
  last_change DATETIME NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ','now')),
  min_x DOUBLE, min_y DOUBLE, max_x DOUBLE, max_y DOUBLE, srs_id INTEGER,
  CONSTRAINT fk_gc_r_srs_id FOREIGN KEY (srs_id) REFERENCES gpkg_spatial_ref_sys(srs_id))
  """,
  """
  CREATE TABLE gpkg_geometry_columns (table_name TEXT NOT NULL, column_name TEXT NOT NULL,
  geometry_type_name TEXT NOT NULL, srs_id INTEGER NOT NULL, z TINYINT NOT NULL, m TINYINT NOT NULL,
  CONSTRAINT pk_geom_cols PRIMARY KEY (table_name, column_name), CONSTRAINT uk_gc_table_name UNIQUE (table_name),
  CONSTRAINT fk_gc_tn FOREIGN KEY (table_name) REFERENCES gpkg_contents(table_name),
  CONSTRAINT fk_gc_srs FOREIGN KEY (srs_id) REFERENCES gpkg_spatial_ref_sys (srs_id))
  """,
  """
  CREATE TABLE gpkg_extensions (table_name TEXT, column_name TEXT, extension_name TEXT NOT NULL,
  definition TEXT NOT NULL, scope TEXT NOT NULL,
  CONSTRAINT ge_tce UNIQUE (table_name, column_name, extension_name))
  """,
]

private struct ReferenceSystem {
  let id: Int64
  let name: String
  let organization: String
  let code: Int64
  let definition: String
  let description: String
}

private let referenceSystems = [
  ReferenceSystem(
    id: -1, name: "Undefined Cartesian SRS", organization: "NONE", code: -1, definition: "undefined",
    description: "undefined Cartesian coordinate reference system"),
  ReferenceSystem(
    id: 0, name: "Undefined geographic SRS", organization: "NONE", code: 0, definition: "undefined",
    description: "undefined geographic coordinate reference system"),
  ReferenceSystem(
    id: 4326, name: "WGS 84 geodetic", organization: "EPSG", code: 4326,
    definition: #"""
      GEOGCS["WGS 84",DATUM["WGS_1984",SPHEROID["WGS 84",6378137,298.257223563,AUTHORITY["EPSG","7030"]],\#
      AUTHORITY["EPSG","6326"]],PRIMEM["Greenwich",0,AUTHORITY["EPSG","8901"]],\#
      UNIT["degree",0.0174532925199433,AUTHORITY["EPSG","9122"]],AXIS["Latitude",NORTH],\#
      AXIS["Longitude",EAST],AUTHORITY["EPSG","4326"]]
      """#,
    description: "longitude and latitude in decimal degrees on the WGS 84 spheroid"),
]
