internal import CampaignModel
internal import CampaignStore
internal import CoverageAnalysis
internal import Foundation
internal import Planning
internal import SpatialCore

/// What `grid split` did.
struct SplitSummary {
  /// One cell, with its parts and their households.
  struct Split {
    var cell: Identifier
    var parts: [(id: Identifier, households: Int)]
  }

  var grid: Grid
  var splits: [Split] = []
  var changes = GridChanges()
}

extension Pipeline {
  /// Splits cells that have too many households; all other cells stay untouched.
  ///
  /// - Parameter name: The grid; nil for the one that is counted.
  static func splitCells(
    _ path: String, _ ids: [Identifier], into count: Int, name: String?, replace: Bool
  ) throws -> SplitSummary {
    let workspace = try Workspace.open(at: path, writable: true)
    return try workspace.write { writer in
      if !writer.editedOutside.isEmpty { _ = try relocate(writer) }
      let settings = try writer.current.settings()
      let chosen = try name.map { try writer.current.grid(named: $0) } ?? writer.current.currentGrid(settings)
      guard let grid = chosen else { throw CommandError.needsGrid(file: path, verb: "grid split") }
      let old = try StoredGrid(named: grid.name, reading: writer.current)
      if let plan = old.plans.first, !replace {
        throw CommandError.gridHasPlan(grid: grid.name, plan: plan.name)
      }
      let campaign = try LoadedCampaign(reading: writer.current, withRegions: false).campaign
      let crs = try grid.crs ?? fixCRS(settings, old.regions, writer)
      let splitter = try CellSplitter(old, grid, campaign, Projection(crs: crs))
      var summary = SplitSummary(grid: grid)
      var drawn = DrawnCells()
      var serials = UsedSerials(old)
      for id in ids {
        let split = try splitter.split(id, into: count, of: old, numbering: &serials, drawn: &drawn)
        summary.splits.append(split)
      }
      try writer.replaceCells(ids, of: grid, by: drawn.cells, regions: drawn.regions)
      let now = Date().ISO8601Format()
      let list = ids.map(\.text).joined(separator: ", ")
      try writer.note(ImportEntry(at: now, kind: "grid", note: "\(grid.name): split \(list)"))
      _ = try relocate(writer)
      let kept = try StoredGrid(named: grid.name, reading: writer.current)
      summary.changes = try carryOver(from: old, to: kept, writer, at: now)
      try writer.retire(
        summary.splits.map { RetiredCell(id: $0.cell, successors: $0.parts.map(\.id)) }, of: grid.name,
        at: now)
      try refreshCoverage(writer, placesChanged: true)
      return summary
    }
  }
}

/// Cuts cells of one grid.
private struct CellSplitter {
  private let grid: Grid
  private let projection: Projection
  private let villages: [Identifier: Village]
  private let cellOfID: [Identifier: Int]
  /// The places of each cell's households, in metres.
  private var places: [Int: [SIMD2<Double>]] = [:]

  init(_ stored: StoredGrid, _ grid: Grid, _ campaign: Campaign, _ projection: Projection) throws {
    self.grid = grid
    self.projection = projection
    villages = Dictionary(
      campaign.villages.map { ($0.code, $0) }, uniquingKeysWith: { first, _ in first })
    cellOfID = Dictionary(
      stored.cells.enumerated().map { ($1.id, $0) }, uniquingKeysWith: { first, _ in first })
    let targets = campaign.targets
    let ledger = CampaignLedger(campaign)
    var locator = try CellLocator(grid, cells: stored.cells, regions: stored.regions)
    let located = LocatedTargets(
      villages: targets.villages, locatedBy: targets.locatedBy,
      disagreements: ContiguousArray(repeating: .nan, count: targets.count))
    let found = try locator.locate(
      xs: targets.xs, ys: targets.ys, located: located, villages: campaign.villages.map(\.code))
    var (xs, ys) = (targets.xs, targets.ys)
    projection.forward(xs: &xs, ys: &ys)
    for i in 0..<targets.count where targets.kinds[i] == .household && !ledger.isExcluded(i) {
      // Who only declares the village may stand far from the cell.
      guard found[i] >= 0, !xs[i].isNaN, targets.locatedBy[i] == .geometry || !grid.isNested else { continue }
      places[Int(found[i]), default: []].append(SIMD2(xs[i], ys[i]))
    }
  }

  func split(
    _ id: Identifier, into count: Int, of stored: StoredGrid, numbering serials: inout UsedSerials,
    drawn: inout DrawnCells
  ) throws -> SplitSummary.Split {
    guard let i = cellOfID[id] else {
      if let retired = stored.retired.first(where: { $0.id == id }), !retired.successors.isEmpty {
        throw CommandError.splitCell(id.text, parts: retired.successors.map(\.text))
      }
      throw CommandError.unknownCell(id.text, grid: grid.name)
    }
    let (cell, houses) = (stored.cells[i], places[i] ?? [])
    let division = HouseholdDivision(places: houses)
    guard division.placeCount >= count else {
      throw CommandError.cellNotDivisible(id.text, parts: count, places: division.placeCount)
    }
    var ground = try ProjectedRegion(stored.regions[i], projection, isStraight: grid.shape != .file)
    let parts = try division.divide(ground.metres, into: count)
    guard parts.count == count else {
      throw CommandError.cellNotDivisible(id.text, parts: count, places: parts.count)
    }
    let order = GridNumbering.order(
      centres: parts.map { $0.region.centroid.map { SIMD2($0.x, $0.y) } ?? SIMD2(0, 0) },
      north: ground.metres.bounds?.maxY ?? 0,
      area: ground.metres.area)
    let village = cell.village.flatMap { villages[$0] }
    var split = SplitSummary.Split(cell: id, parts: [])
    for (k, part) in order.map({ parts[$0] }).enumerated() {
      var (partID, label) = (Identifier("\(id.text).\(k + 1)"), "\(cell.label).\(k + 1)")
      if grid.shape == .balanced, let village {
        let serial = serials.take(in: village.code)
        guard serial <= GridNumbering.limit else {
          throw CommandError.tooManyGrids(village: village.code.text, count: serial)
        }
        partID = GridNumbering.code(village: village.code, serial: serial)
        label = GridNumbering.label(village: village, serial: serial)
      }
      drawn.append(
        GridCell(id: partID, label: label, village: cell.village, area: part.region.area),
        try ground.inDegrees(part.region))
      split.parts.append((partID, part.households.count))
    }
    return split
  }
}
