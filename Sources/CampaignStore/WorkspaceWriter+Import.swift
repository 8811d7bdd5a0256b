public import CampaignModel
internal import GeoPackageFormat

extension WorkspaceWriter {
  /// Takes in the rows of an import, each by its key, and writes its line in the log.
  ///
  /// A row whose key is new is added. One that differs from what is known replaces it, and what it replaced goes to
  /// history. One that differs in nothing changes nothing. Fields that the file does not have stay as they are, also
  /// coordinates; texts are compared by bytes and coordinates by bits.
  ///
  /// - Parameters:
  ///   - table: The rows.
  ///   - located: Where they belong, for targets; nil leaves that to ``relocate(_:_:to:)``, as a file without coordinates
  ///     must, which cannot know where the points are. A row that changes nothing keeps its place.
  ///   - grid: The grid to which they belong, for cells; it is made if it is not there.
  ///   - isFullList: Whether the rows are all that there is of the kind (for cells: of the grid). Records whose key is not
  ///     among them are then withdrawn: they leave every layer and total and are kept in history.
  ///   - entry: What the log says of the import.
  ///   - progress: Told, now and then, how many rows are done.
  /// - Returns: What became of the rows; they add up to the rows read.
  /// - Complexity: O(rows · log records); what is known is read through for a full list only.
  @discardableResult
  public func apply(
    _ table: RecordTable, located: LocatedColumns? = nil, grid: ImportedGrid? = nil, isFullList: Bool = false,
    log entry: ImportEntry, progress: (_ rowsDone: Int) -> Void = { _ in }
  ) throws -> ImportCounts {
    try checkLengths(table, located, grid)
    let importID = try beginImport(entry)
    if table.kind == .cells, let grid = grid?.grid {
      try insertGrid(grid, keepingOld: true)
      try GridChoice.note(grid.name, at: importID, on: connection)
    }
    var counts = ImportCounts(rejected: entry.rejected.values.reduce(0, +))
    let before = try rowCount(of: table.kind)
    let vanished = isFullList ? try fidsNotListed(in: table, grid: grid?.grid.name) : []
    try changing(table.kind.layer, rows: table.rowCount + vanished.count) {
      try withdraw(vanished, of: table.kind, at: importID)
      counts.withdrawn = vanished.count
      var merge = try RecordMerge(table, located: located, grid: grid, importID: importID, on: connection)
      for row in 0..<table.rowCount {
        if row % 8192 == 0 { progress(row) }
        try merge.take(row)
      }
      counts.added = merge.added
      counts.changed = merge.changed
      counts.unchanged = merge.unchanged
      return vanished.isEmpty ? merge.change : merge.change.withRowsGone
    }
    // What is said to be stored is there: nothing that the file holds, nor another program, has taken it back meanwhile.
    let (expected, found) = (before + counts.added - counts.withdrawn, try rowCount(of: table.kind))
    guard found == expected else {
      throw StoreError.otherRowCount(layer: table.kind.table, expected: expected, found: found)
    }
    try endImport(importID, counts)
    return counts
  }

  private func rowCount(of kind: RecordKind) throws -> Int {
    Int(try connection.integer("SELECT count(*) FROM \(kind.table)") ?? 0)
  }

  private func checkLengths(_ table: RecordTable, _ located: LocatedColumns?, _ grid: ImportedGrid?) throws {
    func check(_ what: String, _ found: Int?) throws {
      if let found, found != table.rowCount {
        throw StoreError.unequalColumns(what: what, expected: table.rowCount, found: found)
      }
    }
    for column in table.columns { try check("field \(column.field.name)", column.values.count) }
    try check("longitudes", table.xs?.count)
    try check("latitudes", table.ys?.count)
    try check("polygons", table.regions?.count)
    if let located { try check("located columns", located.rowCount ?? -1) }
    try check("areas of cells", table.kind == .cells ? grid?.areas.count ?? 0 : nil)
    guard table.columns.first?.field == table.kind.keyField, !table.keys.hasMissing else {
      throw StoreError.unequalColumns(
        what: "keys of \(table.kind.rawValue)", expected: table.rowCount, found: 0)
    }
  }
}

extension RecordTable.Values {
  /// The number of entries.
  var count: Int {
    switch self {
    case .texts(let texts): texts.count
    case .integers(let numbers): numbers.count
    case .reals(let numbers): numbers.count
    }
  }
}

extension TextColumn {
  fileprivate var hasMissing: Bool { (0..<count).contains { isMissing($0) } }
}
