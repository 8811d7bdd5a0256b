internal import GeoPackageFormat

/// Keeps a campaign in one file: its places, people, rules and visits, what earlier imports held, and a line for every
/// import. The file is an OGC GeoPackage, which QGIS opens as it is.
///
/// Start with ``Workspace`` (the file), ``WorkspaceReader`` (what it holds, as the values of `CampaignModel`) and
/// ``WorkspaceWriter`` (one transaction of changes). `Schema.swift` says which tables there are; a change there is a
/// new step in `Migrations.swift`.
public enum CampaignStore {
  /// The version of SQLite in use, for bug reports.
  public static var sqliteVersion: String { GeoPackageFormat.sqliteVersion }
}
