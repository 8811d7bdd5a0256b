public import CampaignModel
internal import GeoPackageFormat

extension WorkspaceReader {
  /// All current records of a kind, sorted by key, with every field: what `export` writes and `import` takes back.
  ///
  /// - Parameter grid: For cells, the grid whose cells are meant; nil for those of all grids.
  public func records(of kind: RecordKind, grid: String? = nil) throws -> RecordTable {
    let fields = kind.fields
    var names = fields.map { quotedIdentifier($0.name) }
    if kind.hasGeometry { names.append("geom") }
    let isOneGrid = kind == .cells && grid != nil
    let sql = """
      SELECT \(names.joined(separator: ", ")) FROM \(kind.table) \(isOneGrid ? "WHERE grid = ?" : "")
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
    if isOneGrid, let grid {
      try connection.forEachRow(sql, .text(grid), do: take)
    } else {
      try connection.forEachRow(sql, do: take)
    }
    return RecordTable(
      kind: kind, columns: zip(fields, columns).map { RecordTable.Column(field: $0, values: $1) },
      xs: kind.geometry == .point ? xs : nil, ys: kind.geometry == .point ? ys : nil,
      regions: kind.geometry == .region ? regions : nil, sourceRows: rows)
  }
}

extension RecordTable.Values {
  fileprivate init(emptyFor kind: Field.Kind) {
    switch kind {
    case .text, .list, .date, .moment, .outcome: self = .texts(TextColumn())
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
