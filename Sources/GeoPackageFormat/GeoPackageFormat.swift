internal import GRDBSQLite

/// Reads and writes OGC GeoPackage files: the connection, the geometry blob, the tables by which other programs find
/// a layer, and the R-tree by which they find a feature. The only module that speaks to SQLite.
///
/// Start with ``GeoPackage`` (a file, opened with the settings that a power cut asks for), then ``Connection`` and
/// ``Statement`` (SQL with bound values), ``LayerDefinition`` (a table that QGIS lists) and ``GeometryBlob``.
/// Follows OGC 12-128r18, GeoPackage Encoding Standard 1.3.1.
public enum GeoPackageFormat {
  /// `GPKG`, in the header of every GeoPackage from 1.2 on.
  public static let applicationID: Int64 = 0x4750_4B47

  /// GeoPackage 1.3. Version 1.4 renamed two R-tree triggers, and programs older than it reject a file without the
  /// former names; what is written here reads the same under both.
  public static let userVersion: Int64 = 10_300

  /// The `srs_id` of WGS 84 longitude and latitude, in which all our geometry is stored.
  public static let wgs84: Int32 = 4326

  /// The version of SQLite in use, for bug reports.
  public static var sqliteVersion: String { String(cString: sqlite3_libversion()) }
}
