internal import CampaignModel
internal import CampaignStore
internal import Cartography
internal import Interchange
internal import SpatialCore

/// What `gridcover --version` says: the program, its commit, and the libraries that it found when it started. Figures
/// and letters may differ with these, so a bug report begins with them.
enum VersionText {
  /// The whole text. Asks GDAL's programs for theirs, which takes longer than all the rest.
  static func text() -> String {
    let source = Program.commit.map { "commit \($0)" } ?? "built from source"
    let libraries = [
      "GEOS \(SpatialCore.geosVersion)", "PROJ \(SpatialCore.projVersion)",
      "SQLite \(CampaignStore.sqliteVersion)", "Cairo \(DrawingLibraries.cairoVersion)",
      "Pango \(DrawingLibraries.pangoVersion)",
      gdalVersion().map { "GDAL \($0)" } ?? "no GDAL (apt install gdal-bin reads workbooks and shapefiles)",
    ]
    return "gridcover \(Program.version) (\(source))\n\(libraries.joined(separator: ", "))\n"
  }
}
