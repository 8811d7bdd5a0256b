internal import CampaignModel
internal import CoverageAnalysis
internal import Interchange
internal import SpatialCore

/// What an analysis has found, ready to be written.
struct AnalyzeResult: Sendable {
  let ledger: CampaignLedger
  let ground: AnalyzeGround
  let counted: CountedRosters
  /// The polygons of the campaign's cells, in WGS 84.
  private let cellRegions: [Region]
  private let threads: Int

  /// Counts coverage of what was tallied, by the ledger that counts workspaces.
  init(_ counted: CountedRosters, over ground: AnalyzeGround, _ request: AnalyzeRequest) throws {
    var settings = request.settings
    if let grid = ground.grid { settings = settings.with("crs", grid.grid.crs ?? "") }
    let cells = try AnalyzeCells(of: counted.tally, over: ground)
    cellRegions = cells.regions
    ledger = CampaignLedger(
      counted.tally.campaign(
        settings: settings, villages: ground.villages, cells: cells.cells, cellOfPlace: cells.cellOfPlace),
      asOf: request.asOf)
    self.ground = ground
    self.counted = counted
    threads = request.threads
  }

  /// The names of the files of an analysis. The summary gets its name last: where it is new, all are.
  static func fileNames(withCells: Bool) -> [String] {
    ["villages.geojson", "villages.csv"] + (withCells ? ["cells.geojson", "cells.csv"] : []) + [
      "gaps.csv", "summary.json",
    ]
  }

  /// Writes all files of the analysis into a folder, which is made if it is missing; they appear together, or none does.
  ///
  /// - Returns: The names of the files.
  func write(to folder: String) throws -> [String] {
    let names = AnalyzeResult.fileNames(withCells: ground.grid != nil)
    var output = try OutputFolder(folder, personal: false, names: names)
    let villages = ledger.table(by: .village)
    try writeMap(villages, regions: ground.regions, named: "villages", to: &output)
    try write("villages.csv", csv(villages), to: &output)
    if ground.grid != nil {
      let cells = ledger.table(by: .cell)
      try writeMap(cells, regions: cellRegions, named: "cells", to: &output)
      try write("cells.csv", csv(cells), to: &output)
    }
    try write("gaps.csv", gaps(villages), to: &output)
    try write("summary.json", summary(ledger.table(by: .campaign)), to: &output)
    try output.publish()
    return names
  }

  private func csv(_ table: CoverageTable) -> [UInt8] {
    Rows.csv(
      count: table.rows.count, threads: threads, empty: CoverageRow(level: table.level, code: "").attributes
    ) { table.rows[$0].attributes }
  }

  private func writeMap(
    _ table: CoverageTable, regions: [Region], named name: String, to output: inout OutputFolder
  ) throws {
    // Rows are in the order of places, and `(none)` comes after them.
    try output.write("\(name).geojson", isLasting: false) {
      try Rows.writeGeoJSON(count: table.rows.count, regions: regions, threads: threads, to: &$0) {
        table.rows[$0].attributes
      }
    }
  }

  private func write(_ name: String, _ bytes: [UInt8], to output: inout OutputFolder) throws {
    try output.write(name, isLasting: false) { try $0.write(bytes) }
  }

  /// The list that `gaps --by village` prints as CSV.
  private func gaps(_ villages: CoverageTable) -> [UInt8] {
    let calls = CallList(ledger)
    let rows = ledger.placeGaps(in: villages)
    @Sendable func columns(_ row: CoverageRow) -> [Attribute] {
      row.attributes + row.gapAttributes + calls.attributes(of: row)
    }
    let empty = columns(CoverageRow(level: .village, code: ""))
    return Rows.csv(count: rows.count, threads: threads, empty: empty) { columns(rows[$0]) }
  }

  /// The totals as `coverage --format json` has them, with gaps by reason and what became of the rows.
  private func summary(_ table: CoverageTable) -> [UInt8] {
    var writer = JSONWriter()
    writer.beginObject()
    writer.coverage(table, ledger.notes)
    writer.key("gaps")
    writer.object(GapReason.allCases.map { Attribute($0.name, .integer(table.totals.gaps[$0, default: 0])) })
    writer.key("rows")
    writer.beginObject()
    for (name, counts) in [
      ("villages", ground.counts), ("households", counted.households), ("enterprises", counted.enterprises),
      ("visits", counted.visits),
    ] {
      writer.key(name)
      writer.object(
        [Attribute("read", .integer(counts.rowsRead)), Attribute("rejected", .integer(counts.rejectedRows))]
          + Rejection.Reason.allCases.compactMap { reason in
            counts.rejected[reason].map { Attribute(reason.rawValue, .integer($0)) }
          })
    }
    writer.endObject()
    writer.member("located_by_point", .integer(counted.byPoint))
    writer.member("located_by_declared_village", .integer(counted.declared))
    return writer.ended()
  }

  /// What a person wants to know at the end.
  func text(files: [String], folder: String, language: Language) -> String {
    var lines: [String] = []
    for (name, counts) in [
      ("villages", ground.counts), ("households", counted.households), ("enterprises", counted.enterprises),
      ("visits", counted.visits),
    ] where counts.rowsRead > 0 {
      lines.append("\(name): \(rowText(counts)) read, \(grouped(counts.rejectedRows)) rejected")
      for reason in Rejection.Reason.allCases {
        if let count = counts.rejected[reason] {
          lines.append("  rejected: \(grouped(count)) × \(reason.rawValue)")
        }
      }
    }
    lines.append(
      "located: \(grouped(self.counted.byPoint)) by their point, \(grouped(self.counted.declared)) by their declared village"
    )
    lines += (ground.notes + self.counted.notes).map { "  note: \($0)" }
    let table = ledger.table(by: .campaign)
    let gaps = GapReason.allCases.compactMap { reason in
      table.totals.gaps[reason].map { "\(grouped($0)) \(reason.name)" }
    }
    return lines.joined(separator: "\n") + "\n" + coverageText(table, notes: ledger.notes, language: language)
      + "gaps: \(gaps.isEmpty ? "none" : gaps.joined(separator: ", "))\n"
      + "written to \(folder): \(files.joined(separator: ", "))\n"
  }
}

/// The cells of an analysis, sorted by id: those that touch villages, and those that targets need besides.
private struct AnalyzeCells {
  var cells: [GridCell] = []
  var regions: [Region] = []
  /// The index of the cell of each of the tally's places, or -1; nil without a grid.
  var cellOfPlace: [Int32]?

  init(of tally: RosterTally, over ground: AnalyzeGround) throws {
    guard let grid = ground.grid else { return }
    let touching = Set(grid.placed.map(\.address))
    let needed = tally.missingCells { touching.contains($0) }
    let all = (grid.placed.map { ($0.address, $0.region) } + needed.map { ($0.address, $0.village) })
      .map { (address: $0.0, cell: grid.rule.cell(at: $0.0, village: ground.villages[Int($0.1)].code)) }
      .sorted { $0.cell.id < $1.cell.id }
    let projection = try Projection(crs: grid.grid.crs ?? "")
    cells = all.map(\.cell)
    regions = try all.map { try grid.rule.polygon(of: $0.address, from: projection) }
    let numbers = Dictionary(
      all.enumerated().map { ($1.address, Int32($0)) }, uniquingKeysWith: { first, _ in first })
    cellOfPlace = tally.places.list.map { $0.cell.flatMap { numbers[$0] } ?? -1 }
  }
}

private func rowText(_ counts: RowCounts) -> String { counted(counts.rowsRead, "row") }
