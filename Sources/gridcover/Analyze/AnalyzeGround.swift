internal import CampaignModel
internal import Interchange
internal import SpatialCore

/// The villages of an analysis and, if it asks for cells, the grid over them: all that says where targets belong.
struct AnalyzeGround: Sendable {
  let villages: [Village]
  /// The polygon of each village, in WGS 84.
  let regions: [Region]
  let locator: TargetLocator
  let codes: IdentifierIndex
  let grid: AnalyzeGrid?
  /// What was read, for the summary.
  let counts: RowCounts
  let notes: [String]

  /// Reads villages as import does, and looks at their polygons.
  ///
  /// - Throws: ``ImportRefusal`` if rows are rejected and the rest was not asked for; errors of the file.
  init(_ request: AnalyzeRequest) throws {
    var import_ = ImportRequest(workspace: "", kind: .villages, file: request.villages, gridName: "")
    import_.mapping = request.mapping(of: .villages)
    import_.crs = request.crs
    var options = ReadOptions()
    options.takesDigest = false
    let source = try readSource(.villages, from: request.villages, options: options)
    let coordinates = try import_.coordinates(of: source)
    let normalised = try normalise(
      source, as: .villages, mapping: import_.mapping, utcOffsetMinutes: request.settings.utcOffsetMinutes,
      conversion: coordinates?.conversion)
    let (rows, places, index) = AnalyzeGround.checked(normalised, request)
    counts = RowCounts(rowsRead: normalised.rowsRead, rejections: rows.rejections)
    guard rows.rejections.isEmpty || request.skipRejected else {
      throw AnalyzeRefusal(
        file: request.villages, counts: counts, rejections: rows.rejections, hints: normalised.hints)
    }
    notes = normalised.warnings + rows.notes
    (villages, regions) = places
    guard !villages.isEmpty else { throw AnalyzeError.noVillages(file: request.villages) }
    locator = index
    codes = IdentifierIndex(villages.lazy.map(\.code))
    grid = try request.cellSize.map {
      try AnalyzeGrid(size: $0, settings: request.settings, regions: places.regions)
    }
  }
}

extension AnalyzeGround {
  private typealias Places = (villages: [Village], regions: [Region])

  /// Looks at the polygons, takes the good ones, and indexes them.
  private static func checked(
    _ normalised: Normalised, _ request: AnalyzeRequest
  ) -> (rows: NormalisedRows, places: Places, index: TargetLocator) {
    var rows = NormalisedRows(normalised)
    rows.checkPolygons(mend: request.mend, threads: request.threads)
    let places = rows.table.villages()
    let index = TargetLocator(
      codes: places.villages.map(\.code), regions: places.regions, rule: request.settings.locateRule,
      threads: request.threads)
    return (rows, places, index)
  }
}

/// A square grid over villages.
struct AnalyzeGrid: Sendable {
  let grid: Grid
  let rule: RegularGrid
  /// The cells that touch villages, each with its village.
  let placed: [PlacedCell]

  init(size: Double, settings: Settings, regions: [Region]) throws {
    var grid = Grid(
      name: "grid", shape: .square, size: size,
      crs: CampaignProjection.name(settings, covering: regions))
    placed = try RegularGrid(grid).cells(covering: regions, in: Projection(crs: grid.crs ?? ""))
    let origin = RegularGrid.labelOrigin(of: placed.map(\.address))
    (grid.labelColumn, grid.labelRow) = (origin.column, origin.row)
    rule = try RegularGrid(grid)
    self.grid = grid
  }
}

/// How many rows a file has, and how many of them were rejected, by their first reason.
struct RowCounts: Sendable {
  var rowsRead = 0
  var rejected: [Rejection.Reason: Int] = [:]

  init(rowsRead: Int, rejected: [Rejection.Reason: Int]) {
    self.rowsRead = rowsRead
    self.rejected = rejected
  }

  init(rowsRead: Int, rejections: [Rejection]) {
    self.rowsRead = rowsRead
    for (reason, count) in Rejection.countByReason(rejections) { rejected[reason] = count }
  }

  var rejectedRows: Int { rejected.values.reduce(0, +) }

  static func + (a: RowCounts, b: RowCounts) -> RowCounts {
    RowCounts(
      rowsRead: a.rowsRead + b.rowsRead, rejected: a.rejected.merging(b.rejected, uniquingKeysWith: +))
  }
}

/// What an analysis cannot do.
enum AnalyzeError: Error {
  case noVillages(file: String)
  case otherTally(file: String, expected: String, found: String)
  case badTally(file: String, found: String)
}

extension AnalyzeError: CustomStringConvertible {
  var description: String {
    switch self {
    case .noVillages(let file):
      "\(file): expected one village or more, found none; give the file of the villages"
    case .otherTally(let file, let expected, let found):
      "\(file): expected a tally by \(expected), found one by \(found); make it anew with the same options"
    case .badTally(let file, let found):
      "\(file): expected a tally as gridcover tally writes it, found \(found); make it anew"
    }
  }
}

/// Rows were rejected, so that nothing was written.
struct AnalyzeRefusal: Error, CustomStringConvertible {
  var file: String
  var counts: RowCounts
  /// The first of them.
  var rejections: [Rejection]
  var hints: [String] = []

  var description: String {
    let reasons = Rejection.Reason.allCases.compactMap { reason in
      counts.rejected[reason].map { "\(grouped($0)) × \(reason.rawValue)" }
    }
    var lines = [
      "\(file): \(grouped(counts.rejectedRows)) of \(counted(counts.rowsRead, "row")) rejected "
        + "(\(reasons.joined(separator: ", "))); nothing was written (--skip-rejected counts the rest)"
    ]
    lines += rejections.prefix(10).map { "  \($0.sentence)" }
    if counts.rejectedRows > 10 { lines.append("  … and more") }
    lines += hints.map { "  note: \($0)" }
    return lines.joined(separator: "\n")
  }
}
