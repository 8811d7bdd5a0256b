internal import CampaignModel
internal import GeoPackageFormat

/// Merges the rows of one import into their layer, one after the other.
///
/// `INSERT … ON CONFLICT DO NOTHING` answers "is it new?" and adds it in one step; a look-up by key answers "is it the
/// same?" without binding the row. New rows come in runs, and so do known ones: each row is first taken for what the row
/// before it was. Fields are compared without making strings. What differs is copied to history and updated.
struct RecordMerge: ~Copyable {
  private(set) var added = 0
  private(set) var changed = 0
  private(set) var unchanged = 0
  private(set) var change = LayerChange.none

  private let table: RecordTable
  private let located: LocatedColumns?
  private let grid: ImportedGrid?
  private let importID: Int64

  private let insert: Statement
  private let lookUp: Statement
  private let archive: Statement
  private let update: Statement

  private let connection: Connection
  private let parameters: MergeStatements.Parameters
  private var point = GeometryBlob.encode(x: 0, y: 0)
  private var bounds: Bounds?
  /// True if the latest row was new.
  private var expectsNew = true

  init(
    _ table: RecordTable, located: LocatedColumns?, grid: ImportedGrid?, importID: Int64,
    on connection: Connection
  ) throws {
    let located = table.kind.targetKind == nil ? nil : located
    let statements = MergeStatements(for: table, isLocated: located != nil)
    let insert = try connection.prepare(statements.insert)
    let lookUp = try connection.prepare(statements.lookUp)
    let archive = try connection.prepare(statements.archive)
    let update = try connection.prepare(statements.update)
    self.table = table
    self.located = located
    self.grid = table.kind == .cells ? grid : nil
    self.importID = importID
    self.connection = connection
    self.insert = insert
    self.lookUp = lookUp
    self.archive = archive
    self.update = update
    parameters = statements.parameters
  }

  /// Takes in one row.
  mutating func take(_ row: Int) throws {
    let blob = encodedGeometry(row)
    if expectsNew {
      if try !add(row, blob) { try compare(row, blob) }
    } else if try !compare(row, blob) {
      _ = try add(row, blob)
    }
  }

  /// Inserts a row unless its key is there; false if it is.
  private mutating func add(_ row: Int, _ blob: [UInt8]?) throws -> Bool {
    try bind(insert, row, blob)
    try insert.run()
    expectsNew = connection.changes == 1
    guard expectsNew else { return false }
    added += 1
    note(row, hasGeometry: blob != nil)
    return true
  }

  /// Compares a row with the one of its key, and puts it in that one's place if it differs; false if there is none.
  @discardableResult
  private mutating func compare(_ row: Int, _ blob: [UInt8]?) throws -> Bool {
    try table.withKey(row) { try lookUp.bind(1, utf8: $0) }
    if let grid { try lookUp.bind(parameters.grid, text: grid.grid.name) }
    guard try lookUp.step() else { return false }
    let fid = lookUp.integer(0)
    let isSameGeometry = hasSameGeometry(blob)
    let isSame = isSameGeometry && hasSameFields(row)
    lookUp.reset()
    if isSame {
      unchanged += 1
      return true
    }
    try archive.bind(1, integer: importID)
    try archive.bind(2, integer: fid)
    try archive.run()
    try bind(update, row, blob)
    try update.bind(parameters.fid, integer: fid)
    try update.run()
    guard connection.changes == 1 else {
      throw StoreError.otherRowCount(layer: table.kind.table, expected: 1, found: connection.changes)
    }
    changed += 1
    note(row, hasGeometry: !isSameGeometry)
    return true
  }

  // MARK: Binding

  private mutating func encodedGeometry(_ row: Int) -> [UInt8]? {
    if let regions = table.regions, parameters.geometry != nil {
      return regions[row].isEmpty ? nil : GeometryBlob.encode(regions[row])
    }
    guard parameters.geometry != nil, let xs = table.xs, let ys = table.ys, !xs[row].isNaN, !ys[row].isNaN
    else { return nil }
    GeometryBlob.setPoint(x: xs[row], y: ys[row], in: &point)
    return point
  }

  private func bind(_ statement: borrowing Statement, _ row: Int, _ blob: [UInt8]?) throws {
    for (i, column) in table.columns.enumerated() {
      let parameter = Int32(i + 1)
      switch column.values {
      case .texts(let texts): try statement.bind(parameter, texts, row)
      case .integers(let numbers):
        if numbers[row] == RecordTable.noInteger {
          try statement.bindNull(parameter)
        } else {
          try statement.bind(parameter, integer: numbers[row])
        }
      case .reals(let numbers): try statement.bind(parameter, real: numbers[row])
      }
    }
    if let geometry = parameters.geometry {
      if let blob { try statement.bind(geometry, blob: blob) } else { try statement.bindNull(geometry) }
    }
    try statement.bind(parameters.importID, integer: importID)
    if let located {
      try statement.bind(parameters.located, located.villageCode, row)
      try statement.bind(parameters.located + 1, text: located.locatedBy[row].name)
      try statement.bind(parameters.located + 2, located.cellID, row)
      try statement.bind(parameters.located + 3, real: located.disagreement[row])
    }
    if let grid {
      try statement.bind(parameters.grid, text: grid.grid.name)
      try statement.bind(parameters.grid + 1, real: grid.areas[row])
    }
  }

  // MARK: Comparing

  /// Compares the row under the look-up's cursor; its columns are `fid` and then the parameters in order.
  private func hasSameFields(_ row: Int) -> Bool {
    for (i, column) in table.columns.enumerated() {
      let place = Int32(i + 1)
      let isSame =
        switch column.values {
        case .texts(let texts):
          texts.isBlank(row)
            ? lookUp.isNull(place)
            : texts.withBytes(row) { new in lookUp.withText(place) { $0.elementsEqual(new) } }
        case .integers(let numbers):
          numbers[row] == RecordTable.noInteger
            ? lookUp.isNull(place) : lookUp.isInteger(place) && lookUp.integer(place) == numbers[row]
        case .reals(let numbers):
          numbers[row].isNaN
            ? lookUp.isNull(place)
            : lookUp.isNumber(place) && lookUp.real(place).bitPattern == numbers[row].bitPattern
        }
      if !isSame { return false }
    }
    return true
  }

  private func hasSameGeometry(_ blob: [UInt8]?) -> Bool {
    guard let geometry = parameters.geometry else { return true }
    guard let blob else { return lookUp.isNull(geometry) }
    return lookUp.withBlob(geometry) { old in
      if old.elementsEqual(blob) { return true }
      // QGIS may have written the same coordinates with other headers.
      guard let oldValue = try? GeometryBlob.decode(old) else { return false }
      return blob.withUnsafeBytes { (try? GeometryBlob.decode($0)) == oldValue }
    }
  }

  private mutating func note(_ row: Int, hasGeometry: Bool) {
    guard hasGeometry else {
      if change == .none { change = .attributes }
      return
    }
    if let regions = table.regions {
      if let box = regions[row].bounds {
        if bounds == nil { bounds = box } else { bounds?.formUnion(box) }
      }
    } else if let x = table.xs?[row], let y = table.ys?[row], !x.isNaN, !y.isNaN {
      if bounds == nil {
        bounds = Bounds(minX: x, minY: y, maxX: x, maxY: y)
      } else {
        bounds?.extend(x: x, y: y)
      }
    }
    change = .geometry(bounds)
  }
}

extension RecordTable {
  /// Lends the bytes of a row's key.
  fileprivate func withKey(_ row: Int, _ body: (UnsafeBufferPointer<UInt8>) throws -> Void) rethrows {
    if case .texts(let keys)? = columns.first?.values { try keys.withBytes(row, body) }
  }
}

extension Statement {
  /// Binds an entry of a column; an empty text is stored as NULL, since a cell of a file cannot tell the two apart.
  func bind(_ i: Int32, _ column: TextColumn, _ row: Int) throws {
    if column.isBlank(row) { try bindNull(i) } else { try column.withBytes(row) { try bind(i, utf8: $0) } }
  }
}
