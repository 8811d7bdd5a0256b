public import CampaignModel
internal import GeoPackageFormat

/// What locating needs to know of the targets of one kind, row by row in the order of `fids`.
public struct TargetPoints: Sendable {
  /// Keys of the rows in their layer, ascending.
  public var fids: ContiguousArray<Int64> = []
  /// Ids as they are written.
  public var ids = TextColumn()
  /// Longitude in WGS 84 degrees; NaN is missing.
  public var xs: ContiguousArray<Double> = []
  /// Latitude in WGS 84 degrees; NaN is missing.
  public var ys: ContiguousArray<Double> = []
  /// The village code that the row declares.
  public var declaredVillages = TextColumn()
  /// Where the rows have been located so far.
  public var located = LocatedColumns()
}

extension WorkspaceReader {
  /// All targets as they are counted: households by id, then enterprises by id.
  ///
  /// Villages and cells are given as indices into these lists. The village and cell of each target are those that the
  /// last import found; a code that is not in the list is -1.
  ///
  /// - Complexity: O(n log n) for n targets; a second or so for a million.
  public func targets(villages: [Village], cells: [GridCell]) throws -> TargetColumns {
    var targets = TargetColumns()
    var categories = CategorySets()
    var villageLookup = RunningLookup(IdentifierIndex(villages.lazy.map(\.code)))
    var cellLookup = RunningLookup(IdentifierIndex(cells.lazy.map(\.id)))
    let days = try ImportDays(connection)
    for kind in [RecordKind.households, .enterprises] {
      guard let targetKind = kind.targetKind else { continue }
      let table = kind.table
      var columns = TargetColumns()
      try connection.forEachRow(
        """
        SELECT id, geom, village_code, located_by, cell_id, category, visited, visited_on,
        ifnull(visited_import, import_id) FROM \(table) ORDER BY fid
        """
      ) { row in
        row.withText(0) { columns.ids.append(utf8: $0) }
        columns.kinds.append(targetKind)
        let point = try row.point(1, layer: table, id: 0)
        columns.xs.append(point.x)
        columns.ys.append(point.y)
        let village = row.withText(2) { villageLookup.place(of: $0) }
        columns.villages.append(village)
        columns.locatedBy.append(village < 0 ? .none : row.locatedBy(3))
        columns.cells.append(row.withText(4) { cellLookup.place(of: $0) })
        columns.categorySet.append(row.withText(5) { categories.place(of: $0) })
        guard row.integer(6) == 1 else { return columns.rosterVisits.append(TargetColumns.notVisited) }
        let day = try row.day(7, layer: table, id: 0, field: "visited_on")
        columns.rosterVisits.append((day ?? days.day(of: row.count(8), layer: table)).dayNumber)
      }
      targets.append(columns, in: try KeyOrder(of: table, by: kind.keyField.name, on: connection))
    }
    (targets.categories, targets.categorySets) = categories.resolve(&targets.categorySet)
    return targets
  }

  /// The points, declared villages and present places of all targets of a kind, for ``WorkspaceWriter/relocate(_:_:to:)``.
  public func targetPoints(of kind: TargetKind) throws -> TargetPoints {
    var points = TargetPoints()
    let table = kind.recordKind.table
    try connection.forEachRow(
      """
      SELECT fid, id, geom, village, village_code, located_by, cell_id, disagreement_m FROM \(table) ORDER BY fid
      """
    ) { row in
      points.fids.append(row.integer(0))
      row.withText(1) { points.ids.append(utf8: $0) }
      let point = try row.point(2, layer: table, id: 1)
      points.xs.append(point.x)
      points.ys.append(point.y)
      row.append(3, to: &points.declaredVillages)
      row.append(4, to: &points.located.villageCode)
      points.located.locatedBy.append(row.locatedBy(5))
      row.append(6, to: &points.located.cellID)
      points.located.disagreement.append(row.isNull(7) ? .nan : row.real(7))
    }
    return points
  }
}

extension TargetKind {
  /// The kind of record that holds such targets.
  var recordKind: RecordKind { self == .household ? .households : .enterprises }
}

extension Statement {
  fileprivate func locatedBy(_ i: Int32) -> LocatedBy {
    withText(i) { bytes in
      switch bytes.first {
      case UInt8(ascii: "g"): .geometry
      case UInt8(ascii: "d"): .declared
      default: .none
      }
    }
  }

  /// Adds the column's text, or a missing one, to a column in memory.
  func append(_ i: Int32, to column: inout TextColumn) {
    if isNull(i) { column.append(nil) } else { withText(i) { column.append(utf8: $0) } }
  }
}

/// The local day of every import, at the campaign's UTC offset.
private struct ImportDays {
  private var days: [Int: LocalDate] = [:]
  /// For a row that was edited in without an import: the day on which its layer last changed.
  private var edited: [String: LocalDate] = [:]

  init(_ connection: Connection) throws {
    let offset = try WorkspaceReader(connection: connection).settings().utcOffsetMinutes
    let shift = SQLValue.text("\(offset) minutes")
    try connection.forEachRow("SELECT import_id, date(at, ?) FROM import_log", shift) { row in
      days[Int(row.integer(0))] = row.text(1).flatMap { LocalDate(iso: $0) }
    }
    try connection.forEachRow("SELECT table_name, date(last_change, ?) FROM gpkg_contents", shift) { row in
      if let table = row.text(0) { edited[table] = row.text(1).flatMap { LocalDate(iso: $0) } }
    }
  }

  func day(of importID: Int?, layer: String) -> LocalDate {
    importID.flatMap { days[$0] } ?? edited[layer] ?? LocalDate(dayNumber: 0)
  }
}

/// Gathers the different sets of categories while rows go by.
private struct CategorySets {
  private var places: [String: Int32] = ["": 0]
  private var texts = [""]
  private var lastText: [UInt8] = []
  private var lastPlace: Int32 = 0

  /// The number of a category text, in the order in which texts first occur.
  mutating func place(of bytes: UnsafeBufferPointer<UInt8>) -> Int32 {
    if bytes.isEmpty { return 0 }
    if lastText.count == bytes.count && lastText.elementsEqual(bytes) { return lastPlace }
    lastText = Array(bytes)
    let text = String(decoding: bytes, as: UTF8.self)
    lastPlace = places[text] ?? Int32(texts.count)
    if Int(lastPlace) == texts.count {
      places[text] = lastPlace
      texts.append(text)
    }
    return lastPlace
  }

  /// The sorted categories and sets; turns the numbers of texts into numbers of sets.
  func resolve(_ numbers: inout ContiguousArray<Int32>) -> (categories: [String], sets: [[Int]]) {
    let resolved = CategorySetList(texts)
    for i in numbers.indices { numbers[i] = resolved.setOfText[Int(numbers[i])] }
    return (resolved.categories, resolved.sets)
  }
}
