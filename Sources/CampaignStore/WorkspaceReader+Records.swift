public import CampaignModel
internal import GeoPackageFormat

extension WorkspaceReader {
  /// All current records of a kind, sorted by key, with every field: what `export` writes and `import` takes back.
  ///
  /// - Parameters:
  ///   - grid: For cells, the grid whose cells are meant; nil for those of all grids.
  ///   - importID: Gives the records as they were known after this line of the log; nil for now. Records that no import
  ///     brought (edited in by hand, cells of a regular grid) have no beginning, and are taken to have been there.
  /// - Complexity: O(records · log records); as known at a line also O(history).
  public func records(
    of kind: RecordKind, grid: String? = nil, asKnownAt importID: Int64? = nil
  ) throws -> RecordTable {
    let isOneGrid = kind == .cells && grid != nil
    guard let importID else {
      return try records(
        of: kind, from: [(kind.table, isOneGrid ? "grid = ?1" : "true")], isOneGrid ? [.optional(grid)] : [])
    }
    let ofGrid = isOneGrid ? " AND grid = ?2" : ""
    return try records(
      of: kind,
      from: [
        (kind.table, "ifnull(import_id, 0) <= ?1\(ofGrid)"),
        (kind.historyTable, "ifnull(held_from, 0) <= ?1 AND held_to > ?1\(ofGrid)"),
      ], [.integer(importID)] + (isOneGrid ? [.optional(grid)] : []))
  }

  /// The records that a line of the log withdrew, sorted by key, as they were.
  public func withdrawnRecords(of kind: RecordKind, by importID: Int64) throws -> RecordTable {
    try records(
      of: kind, from: [(kind.historyTable, "held_to = ?1 AND ending = '\(Ending.withdrawn.rawValue)'")],
      [.integer(importID)])
  }

  private func records(
    of kind: RecordKind, from sources: [(table: String, condition: String)], _ values: [SQLValue]
  ) throws -> RecordTable {
    let fields = kind.fields
    var names = fields.map { quotedIdentifier($0.name) }
    if kind.hasGeometry { names.append("geom") }
    if kind == .cells { names.append("grid") }
    let selects = sources.map {
      "SELECT \(names.joined(separator: ", ")) FROM \($0.table) WHERE \($0.condition)"
    }
    let sql = """
      \(selects.joined(separator: " UNION ALL "))
      ORDER BY \(kind.keyColumns.reversed().map(quotedIdentifier).joined(separator: ", "))
      """
    var rows = RecordRows(of: kind)
    let statement = try connection.prepare(sql)
    for (i, value) in values.enumerated() { try statement.bind(Int32(i + 1), value) }
    while try statement.step() { try rows.append(statement, from: 0) }
    return rows.table
  }
}

/// The rows of a query, as they become a table: the fields in the kind's order, then the geometry.
struct RecordRows {
  private let kind: RecordKind
  private var columns: [RecordTable.Values]
  private var xs: ContiguousArray<Double> = []
  private var ys: ContiguousArray<Double> = []
  private var regions: [Region] = []
  private var rows: ContiguousArray<Int32> = []

  init(of kind: RecordKind) {
    self.kind = kind
    columns = kind.fields.map { RecordTable.Values(emptyFor: $0.kind) }
  }

  /// Adds a row whose first field is in column `start`.
  ///
  /// - Throws: ``StoreError`` if its geometry cannot be read; nothing of the row is then added.
  mutating func append(_ row: borrowing Statement, from start: Int32) throws {
    let place = start + Int32(kind.fields.count)
    switch kind.geometry {
    case .none: break
    case .point: addPoint(try row.point(place, layer: kind.table, id: start))
    case .region: regions.append(try row.region(place, layer: kind.table, id: start))
    }
    appendFields(row, from: start)
  }

  /// Adds a row without its place.
  mutating func appendPlaceless(_ row: borrowing Statement, from start: Int32) {
    switch kind.geometry {
    case .none: break
    case .point: addPoint((.nan, .nan))
    case .region: regions.append(Region())
    }
    appendFields(row, from: start)
  }

  private mutating func addPoint(_ point: (x: Double, y: Double)) {
    xs.append(point.x)
    ys.append(point.y)
  }

  private mutating func appendFields(_ row: borrowing Statement, from start: Int32) {
    for i in columns.indices { columns[i].append(start + Int32(i), of: row) }
    rows.append(Int32(clamping: rows.count + 1))
  }

  /// All rows so far.
  var table: RecordTable {
    RecordTable(
      kind: kind, columns: zip(kind.fields, columns).map { RecordTable.Column(field: $0, values: $1) },
      xs: kind.geometry == .point ? xs : nil, ys: kind.geometry == .point ? ys : nil,
      regions: kind.geometry == .region ? regions : nil, sourceRows: rows)
  }
}

extension RecordTable.Values {
  fileprivate init(emptyFor kind: Field.Kind) {
    switch kind {
    case .text, .list, .date, .moment, .outcome, .confirmation: self = .texts(TextColumn())
    case .integer, .flag: self = .integers([])
    case .real: self = .reals([])
    }
  }

  fileprivate mutating func append(_ i: Int32, of row: borrowing Statement) {
    switch self {
    case .texts(var texts):
      // The copy in `self` is given up first, or every row would copy the column.
      self = .integers([])
      row.append(i, to: &texts)
      self = .texts(texts)
    case .integers(var numbers):
      self = .reals([])
      numbers.append(row.isNull(i) ? RecordTable.noInteger : row.integer(i))
      self = .integers(numbers)
    case .reals(var numbers):
      self = .integers([])
      numbers.append(row.isNull(i) ? .nan : row.real(i))
      self = .reals(numbers)
    }
  }
}
