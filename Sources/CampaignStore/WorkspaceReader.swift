public import CampaignModel
internal import GeoPackageFormat

/// One state of a workspace, as the values of `CampaignModel`.
///
/// Lists come sorted by the bytes of their key and never in the order in which rows were imported, so that what is
/// made from them does not depend on it.
public struct WorkspaceReader: ~Copyable {
  let connection: Connection

  /// The campaign's rules.
  public func settings() throws -> Settings {
    var values: [String: String] = [:]
    try connection.forEachRow("SELECT key, value FROM settings") { row in
      if let key = row.text(0) { values[key] = row.text(1) }
    }
    return Settings(values)
  }

  /// All imports, the first one first.
  public func importLog() throws -> [ImportLogLine] {
    var reasons: [Int64: [Rejection.Reason: Int]] = [:]
    try connection.forEachRow(
      """
      SELECT import_id, reason.key, reason.value FROM import_log, json_each(rejected_reasons) AS reason
      WHERE json_valid(rejected_reasons)
      """
    ) { row in
      guard let reason = row.text(1).flatMap(Rejection.Reason.init) else { return }
      reasons[row.integer(0), default: [:]][reason] = Int(clamping: row.integer(2))
    }
    var lines: [ImportLogLine] = []
    try connection.forEachRow(
      """
      SELECT import_id, at, kind, file, sha256, note, added, changed, unchanged, rejected, program, withdrawn,
      undoes, undone_by
      FROM import_log ORDER BY import_id
      """
    ) { row in
      let entry = ImportEntry(
        at: row.text(1) ?? "", kind: row.text(2) ?? "", file: row.text(3), sha256: row.text(4),
        rejected: reasons[row.integer(0)] ?? [:], note: row.text(5))
      let counts = ImportCounts(
        added: Int(row.integer(6)), changed: Int(row.integer(7)), unchanged: Int(row.integer(8)),
        rejected: Int(row.integer(9)), withdrawn: Int(row.integer(11)))
      lines.append(
        ImportLogLine(
          id: row.integer(0), entry: entry, counts: counts, program: row.text(10) ?? "",
          undoes: row.isNull(12) ? nil : row.integer(12), undoneBy: row.isNull(13) ? nil : row.integer(13)))
    }
    return lines
  }

  /// The number of current records of a kind. - Complexity: O(rows), in an index.
  public func count(of kind: RecordKind) throws -> Int {
    Int(try connection.integer("SELECT count(*) FROM \(kind.table)") ?? 0)
  }

  /// The number of records of a kind that later imports replaced.
  public func historyCount(of kind: RecordKind) throws -> Int {
    Int(try connection.integer("SELECT count(*) FROM \(kind.historyTable)") ?? 0)
  }

  /// For each key, whether there is a record of this kind under it. - Complexity: O(keys · log rows).
  public func existingKeys(of kind: RecordKind, among keys: TextColumn) throws -> [Bool] {
    let statement = try connection.prepare(
      "SELECT 1 FROM \(kind.table) WHERE \(quotedIdentifier(kind.keyField.name)) = ? LIMIT 1")
    var found = [Bool](repeating: false, count: keys.count)
    for i in 0..<keys.count where !keys.isMissing(i) {
      try keys.withBytes(i) { try statement.bind(1, utf8: $0) }
      found[i] = try statement.step()
      statement.reset()
    }
    return found
  }
}

extension Statement {
  /// A day of a column; nil for NULL or an empty text.
  func day(_ i: Int32, layer: String, id: Int32, field: String) throws -> LocalDate? {
    guard let text = text(i), !text.isEmpty else { return nil }
    guard let day = LocalDate(iso: text) else {
      throw StoreError.badValue(
        layer: layer, id: self.text(id) ?? "", field: field, expected: "a day, as 2016-12-17",
        found: Rejection.quote(text))
    }
    return day
  }

  /// A whole number of a column; nil for NULL.
  func count(_ i: Int32) -> Int? { isNull(i) ? nil : Int(integer(i)) }

  /// The region of a column; an empty one for NULL.
  func region(_ i: Int32, layer: String, id: Int32) throws -> Region {
    if isNull(i) { return Region() }
    let found: String
    do {
      switch try withBlob(i, GeometryBlob.decode) {
      case .region(let region): return region
      case .empty: return Region()
      case .point: found = "a point"
      }
    } catch { found = "\(error)" }
    throw StoreError.badValue(
      layer: layer, id: text(id) ?? "", field: "geom", expected: "a polygon or multi-polygon", found: found)
  }

  /// The point of a column; NaN for NULL.
  func point(_ i: Int32, layer: String, id: Int32) throws -> (x: Double, y: Double) {
    let found: String
    do {
      return try withBlob(i) { bytes throws -> (x: Double, y: Double) in
        if bytes.isEmpty { return (.nan, .nan) }
        switch try GeometryBlob.decode(bytes) {
        case .point(let x, let y): return (x, y)
        case .empty: return (.nan, .nan)
        case .region: throw GeometryBlob.Fault.unsupported(type: 6)
        }
      }
    } catch { found = "\(error)" }
    throw StoreError.badValue(
      layer: layer, id: text(id) ?? "", field: "geom", expected: "a point", found: found)
  }
}
