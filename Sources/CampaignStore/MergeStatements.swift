internal import CampaignModel
internal import GeoPackageFormat

/// The SQL with which one import is merged into its layer.
///
/// The same parameter stands for the same value in every statement: the file's fields first, then the geometry if the
/// file has one, then what gridcover fills in. Only columns that the file has are named, so that others stay.
struct MergeStatements {
  /// Numbers of the parameters that are no fields; field `i` is parameter `i + 1`.
  struct Parameters {
    /// The geometry; nil if the file has none.
    var geometry: Int32?
    var importID: Int32 = 0
    /// The first of four: village, how it was found, cell, disagreement.
    var located: Int32 = 0
    /// The first of two: grid, area.
    var grid: Int32 = 0
    /// The row to update.
    var fid: Int32 = 0
  }

  private(set) var parameters = Parameters()
  /// Adds a row unless its key is there.
  let insert: String
  /// The row of a key: `fid`, then the columns of the parameters up to the geometry.
  let lookUp: String
  /// Copies a row to history: import, `fid`.
  let archive: String
  /// Changes a row.
  let update: String

  init(for table: RecordTable, isLocated: Bool) {
    let kind = table.kind
    var names = table.columns.map(\.field.name)
    let visited = kind.targetKind == nil ? nil : names.firstIndex(of: "visited").map { $0 + 1 }
    if kind.geometry == .region
      ? table.regions != nil : kind.hasGeometry && table.xs != nil && table.ys != nil
    {
      names.append("geom")
      parameters.geometry = Int32(names.count)
    }
    let compared = ["fid"] + names.map(quotedIdentifier)
    names.append("import_id")
    parameters.importID = Int32(names.count)
    parameters.located = Int32(names.count + 1)
    if isLocated { names += ["village_code", "located_by", "cell_id", "disagreement_m"] }
    parameters.grid = Int32(names.count + 1)
    if kind == .cells { names += ["grid", "area_m2"] }
    parameters.fid = Int32(names.count + 1)

    var columns = names.map(quotedIdentifier)
    var values = names.indices.map { "?\($0 + 1)" }
    let keys = kind.keyColumns.map(quotedIdentifier)
    // The key itself is never set: other tables refer to it, and it is equal anyway.
    var settings = zip(columns, values).filter { !keys.contains($0.0) }.map { "\($0.0) = \($0.1)" }
    if let visited {
      let importID = parameters.importID
      columns.append("visited_import")
      values.append("CASE WHEN ?\(visited) = 1 THEN ?\(importID) END")
      settings.append(
        """
        visited_import = CASE WHEN ?\(visited) IS NOT 1 THEN NULL WHEN visited IS 1 THEN visited_import \
        ELSE ?\(importID) END
        """)
    }
    insert = """
      INSERT INTO \(kind.table) (\(columns.joined(separator: ", "))) VALUES (\(values.joined(separator: ", ")))
      ON CONFLICT (\(keys.joined(separator: ", "))) DO NOTHING
      """
    lookUp = """
      SELECT \(compared.joined(separator: ", ")) FROM \(kind.table)
      WHERE \(quotedIdentifier(kind.keyField.name)) = ?1 \(kind == .cells ? "AND grid = ?\(parameters.grid)" : "")
      """
    archive = kind.archiving(as: .replaced, where: "fid = ?2")
    update = "UPDATE \(kind.table) SET \(settings.joined(separator: ", ")) WHERE fid = ?\(parameters.fid)"
  }
}
