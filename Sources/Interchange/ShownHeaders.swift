import CampaignModel

/// The columns of a file as an error line may name them, at most twenty.
///
/// The first line of a table without a header is a person's row. So only names that are surely those of columns are shown, and
/// the others counted; in formats where columns have names of their own (GeoJSON, GeoPackage, shapefiles), all are.
public func shownHeaders(_ headers: [String], in file: String) -> String {
  if headers.isEmpty { return "none" }
  let hasSchema = [".geojson", ".json", ".geojsonl", ".gpkg", ".shp", ".shp.zip", ".fgb", ".gdb", ".kml"]
    .contains { file.lowercased().hasSuffix($0) }
  let shown = headers.filter { !$0.isEmpty && (hasSchema || HeaderNames.isSurelyHeader($0)) }
  let listed = shown.prefix(20).map { String(Rejection.quote($0).dropFirst().dropLast()) }
  let others = headers.count - listed.count
  if listed.isEmpty { return "\(headers.count) column\(headers.count == 1 ? "" : "s") of other names" }
  return listed.joined(separator: ", ") + (others > 0 ? " and \(others) more" : "")
}
