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
    var columns = fields.map { RecordTable.Values(emptyFor: $0.kind) }
    var xs: ContiguousArray<Double> = []
    var ys: ContiguousArray<Double> = []
    var regions: [Region] = []
    var rows: ContiguousArray<Int32> = []
    let geometryColumn = Int32(fields.count)
    func take(_ row: borrowing Statement) throws {
      for i in columns.indices { columns[i].append(Int32(i), of: row) }
      switch kind.geometry {
      case .none: break
      case .point:
        let point = try row.point(geometryColumn, layer: kind.table, id: 0)
        xs.append(point.x)
        ys.append(point.y)
      case .region: regions.append(try row.region(geometryColumn, layer: kind.table, id: 0))
      }
      rows.append(Int32(clamping: rows.count + 1))
    }
    let statement = try connection.prepare(sql)
    for (i, value) in values.enumerated() { try statement.bind(Int32(i + 1), value) }
    while try statement.step() { try take(statement) }
    return RecordTable(
      kind: kind, columns: zip(fields, columns).map { RecordTable.Column(field: $0, values: $1) },
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
