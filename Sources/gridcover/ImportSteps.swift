internal import CampaignModel
internal import CampaignStore
internal import Foundation
internal import Interchange
internal import SpatialCore

/// What an `import` was asked for.
struct ImportRequest {
  var workspace: String
  var kind: RecordKind
  var file: String
  var mapping: ColumnMapping?
  /// What the user says the coordinates are: `EPSG:n`, `gcj02` or `bd09`.
  var crs: String?
  var options = ReadOptions()
  /// The file as messages name it: the address of a database goes without its password.
  var shownFile: String { shownSource(file) }
  var mend = false
  var skipRejected = false
  var rejectsFile: String?
  /// Whether the file is all that there is of the kind: what it does not have is withdrawn.
  var isFullList = false
  /// A CSV for the records that are withdrawn.
  var withdrawnFile: String?
  /// Whether the workspace stays as it is, and only what would change is told.
  var isDryRun = false
  /// The grid to which imported cells belong; by default the file's name without its extension.
  var gridName: String

  func logEntry(sha256: String, rejections: [Rejection]) -> ImportEntry {
    let reasons = Rejection.countByReason(rejections).map { ($0.reason, $0.count) }
    return ImportEntry(
      at: Date().ISO8601Format(), kind: kind.rawValue, file: sourceName(file),
      sha256: sha256, rejected: Dictionary(uniqueKeysWithValues: reasons))
  }
}

/// Rows of a file on their way in: the good ones, and why the others are not.
struct NormalisedRows {
  private(set) var table: RecordTable
  private(set) var rejections: [Rejection]
  /// Polygons so wide that they can only be meant to cross the 180th meridian, or to lie around a pole.
  private(set) var wide: [String] = []
  /// Polygons that were mended.
  private(set) var mended: [Mending] = []

  struct Mending {
    var key: String
    var defect: PolygonDefect
    var areaChange: Double
  }

  init(_ normalised: Normalised) {
    table = normalised.table
    rejections = normalised.rejections
  }

  /// True if the rows say all that locating needs: coordinates and a declared village. Rows of a file that leaves one of
  /// them out keep what the workspace knows of it, so that they are located after they have been merged.
  var saysWhere: Bool {
    table.kind.targetKind == nil || (table.xs != nil && table.texts("village") != nil)
  }

  /// Rejects invalid polygons, or mends them where there is anything left to mend.
  mutating func checkPolygons(
    mend: Bool, threads: Int = ProcessInfo.processInfo.activeProcessorCount
  ) {
    guard var regions = table.regions else { return }
    var bad: Set<Int> = []
    let defects = PolygonValidity.defects(of: regions, threads: threads)
    for i in regions.indices {
      if regions[i].hasRingWider(than: 180) { wide.append(table.keys[i] ?? "") }
      guard let defect = defects[i] else { continue }
      if mend, let whole = PolygonValidity.mend(regions[i]) {
        regions[i] = whole.region
        mended.append(
          Mending(
            key: table.keys[i] ?? "", defect: defect,
            areaChange: whole.areaBefore > 0 ? whole.areaAfter / whole.areaBefore - 1 : 0))
        continue
      }
      bad.insert(i)
      reject(row: i, field: "geometry", .invalidPolygon, expected: "a valid polygon", found: "\(defect)")
    }
    if !mended.isEmpty { table.regions = regions }
    if !bad.isEmpty { table = table.filtered { !bad.contains($0) } }
  }

  /// What is to be said of polygons that were taken, as sentences.
  var notes: [String] {
    wide.map {
      "\($0) spans more than 180 degrees of longitude; a polygon that crosses the 180th meridian must be cut along it "
        + "(RFC 7946, 3.1.9), or points on the other side of the earth lie in it"
    }
      + mended.map { "mended \($0.key): \($0.defect); area changed by \(fineSignedPercent($0.areaChange))" }
  }

  /// Rejects rows whose id is one of another kind of target: a visit could not tell the two apart.
  mutating func rejectKeys(taken: [Bool], by other: RecordKind) {
    let keys = table.keys
    for i in taken.indices where taken[i] {
      reject(
        row: i, field: table.kind.keyField.name, .keyOfOtherKind,
        expected: "an id that is not among the \(other.rawValue)", found: ShownValue.plain(keys[i] ?? ""))
    }
    table = table.filtered { !taken[$0] }
  }

  /// Rejects targets with neither coordinates nor a known village. Where there are no villages yet, every declared
  /// village may still become known.
  mutating func rejectPlaceless(known: [Bool], places: Places) {
    let declared = table.texts("village")
    var bad: Set<Int> = []
    for i in 0..<table.rowCount {
      if let xs = table.xs, !xs[i].isNaN { continue }
      if let code = declared?[i], !code.isEmpty, places.mayKnow(village: code) { continue }
      if !saysWhere && known[i] { continue }
      bad.insert(i)
      let code = declared?[i] ?? ""
      reject(
        row: i, field: "village", .noPlace, expected: "coordinates, or the code of a known village",
        found: code.isEmpty ? "neither" : "no coordinates and the unknown village \(ShownValue.place(code))")
    }
    table = table.filtered { !bad.contains($0) }
  }

  /// What is taken but likely wrong: visits outside the campaign's dates, targets that declare an unknown village.
  func doubts(settings: Settings, places: Places?) -> [String] {
    var doubts: [String] = []
    if let dates = table.texts("date"), table.kind == .visits {
      let outside = (0..<dates.count).filter { i in
        guard let day = dates[i].flatMap({ LocalDate(iso: $0.prefix(10)) }) else { return false }
        return settings.start.map { day < $0 } ?? false || settings.end.map { day > $0 } ?? false
      }
      if !outside.isEmpty {
        let shown = outside.prefix(5).map { "row \(table.sourceRows[$0]) on \(dates[$0]?.prefix(10) ?? "")" }
        doubts.append(
          """
          \(counted(outside.count, "visit")) outside the campaign's dates: \(shown.joined(separator: ", "))\
          \(outside.count > 5 ? " …" : ""); if it is a slip, correct the day and import the row again
          """)
      }
    }
    if let places, let declared = table.texts("village") {
      let unknown = (0..<declared.count).count { i in
        declared[i].map { !$0.isEmpty && !places.mayKnow(village: $0) } ?? false
      }
      if unknown > 0 {
        doubts.append("\(counted(unknown, "row")) declaring an unknown village (gridcover check)")
      }
    }
    return doubts
  }

  /// Visits to targets that no roster has: they count for no place.
  func unlistedNote(in reader: borrowing WorkspaceReader) throws -> String? {
    guard table.kind == .visits, let targets = table.texts("target") else { return nil }
    let isHousehold = try reader.existingKeys(of: .households, among: targets)
    let isEnterprise = try reader.existingKeys(of: .enterprises, among: targets)
    let unlisted = (0..<targets.count).filter {
      !isHousehold[$0] && !isEnterprise[$0] && !targets.isBlank($0)
    }
    guard !unlisted.isEmpty else { return nil }
    let shown = unlisted.prefix(5).map { "row \(table.sourceRows[$0])" }
    return """
      \(counted(unlisted.count, "visit")) to targets that are not on the roster: \(shown.joined(separator: ", "))\
      \(unlisted.count > 5 ? " …" : ""); they count for no place until the roster has them (gridcover check)
      """
  }

  /// The grid of imported cells, with areas in the campaign's CRS.
  func importedGrid(named name: String, settings: Settings) throws -> ImportedGrid {
    let regions = table.regions ?? []
    let projection = try CampaignProjection.resolve(settings, covering: regions)
    let areas = try regions.map { try projection.forward($0).area }
    return ImportedGrid(
      grid: Grid(name: name, shape: .file, size: 0, crs: nil), areas: ContiguousArray(areas))
  }

  private mutating func reject(
    row i: Int, field: String, _ reason: Rejection.Reason, expected: String, found: String
  ) {
    rejections.append(
      Rejection(
        row: Int(table.sourceRows[i]), field: field, reason: reason, expected: expected, found: found))
  }
}

/// The villages and the current grid, ready to locate targets.
struct Places {
  private let codes: [Identifier]
  private let locator: TargetLocator
  private let grid: Grid?
  private var cells: CellLocator?
  private let knownCells: Int
  /// The box around all villages (WGS 84 degrees); nil if none are known.
  let bounds: Bounds?

  init(reading reader: borrowing WorkspaceReader, rule: LocateRule? = nil) throws {
    let layer = try reader.villages()
    let settings = try reader.settings()
    codes = layer.villages.map(\.code)
    bounds = Bounds(around: layer.regions)
    locator = TargetLocator(codes: codes, regions: layer.regions, rule: rule ?? settings.locateRule)
    grid = try reader.currentGrid(settings)
    if let grid {
      let layer = try reader.cells(of: grid.name)
      cells = try CellLocator(grid, cells: layer.cells, regions: layer.regions)
      knownCells = layer.cells.count
    } else {
      knownCells = 0
    }
  }

  /// True if the village is known, or none are known yet.
  func mayKnow(village code: String) -> Bool { codes.isEmpty || locator.knows(code) }

  mutating func locate(_ table: RecordTable) throws -> (targets: LocatedTargets, columns: LocatedColumns) {
    let unknown = ContiguousArray(repeating: Double.nan, count: table.rowCount)
    return try locate(xs: table.xs ?? unknown, ys: table.ys ?? unknown, declared: table.texts("village"))
  }

  mutating func locate(_ points: TargetPoints) throws -> LocatedColumns {
    try locate(xs: points.xs, ys: points.ys, declared: points.declaredVillages).columns
  }

  private mutating func locate(
    xs: ContiguousArray<Double>, ys: ContiguousArray<Double>, declared: TextColumn?
  ) throws -> (targets: LocatedTargets, columns: LocatedColumns) {
    // Below some ten thousand points a second thread costs more than it brings.
    let threads = xs.count < 20_000 ? 1 : ProcessInfo.processInfo.activeProcessorCount
    let targets = locator.locate(xs: xs, ys: ys, declared: declared, threads: threads)
    let cellOfTarget = try cells?.locate(xs: xs, ys: ys, located: targets, villages: codes)
    var columns = LocatedColumns()
    for i in xs.indices {
      let village = targets.villages[i]
      let cell = cellOfTarget?[i] ?? -1
      columns.append(
        villageCode: village >= 0 ? codes[Int(village)].text : nil, by: targets.locatedBy[i],
        cellID: cell >= 0 ? cells?.cells[Int(cell)].id.text : nil, disagreement: targets.disagreements[i])
    }
    return (targets, columns)
  }

  /// Keeps the cells that targets have added to the grid; they go when the import that needs them is undone.
  func saveAddedCells(to writer: borrowing WorkspaceWriter, importID: Int64?) throws {
    guard let grid, let cells, cells.cells.count > knownCells else { return }
    try writer.addCells(
      cells.cells[knownCells...], regions: cells.regions[knownCells...], to: grid, importID: importID)
  }
}

extension WorkspaceReader {
  /// The grid whose cells are counted: that of the plan if it shares out cells, else the one set, else the latest.
  func currentGrid(_ settings: Settings) throws -> Grid? {
    if let plan = try currentPlan(settings), let name = plan.grid { return try grid(named: name) }
    if !settings.grid.isEmpty { return try grid(named: settings.grid) }
    return try grids().last
  }

  /// The plan that says who is responsible: the one set, else the latest.
  func currentPlan(_ settings: Settings) throws -> Plan? {
    guard let name = settings.plan.isEmpty ? try plans().last : settings.plan else { return nil }
    return try plan(named: name)
  }
}

/// The campaign's CRS for lengths and areas.
enum CampaignProjection {
  /// The one that is set, else the automatic one for these places (WGS 84).
  static func resolve(_ settings: Settings, covering regions: [Region]) throws -> Projection {
    try Projection(crs: name(settings, covering: regions))
  }

  static func name(_ settings: Settings, covering regions: [Region]) -> String {
    guard settings.crs == "auto" else { return settings.crs }
    var bounds: Bounds?
    for box in regions.compactMap(\.bounds) {
      if bounds == nil { bounds = box } else { bounds?.formUnion(box) }
    }
    return CampaignCRS.automatic(for: bounds ?? Bounds(minX: 0, minY: 0, maxX: 0, maxY: 0))
  }
}

extension Region {
  /// True if a ring spans more than so many units from west to east; parts on both sides of a meridian are two rings.
  fileprivate func hasRingWider(than width: Double) -> Bool {
    ringEnds.indices.contains { ring in
      let xs = xs[vertices(ofRing: ring)]
      guard let west = xs.min(), let east = xs.max() else { return false }
      return east - west > width
    }
  }
}
