internal import CampaignModel
internal import CampaignStore
internal import Foundation
internal import SpatialCore

/// What `grid` did.
struct GridSummary {
  var grid: Grid
  var crs: String
  var crsWasFixed: Bool
  var cells: Int
  /// Nil if another grid is counted, because a plan shares out its cells.
  var cellsWithTargets: Int?
  /// The grid whose cells are counted.
  var countedGrid: String?
  var added: Int
  var removed: Int
  /// For each plan on this grid, the units that vanished from it.
  var droppedUnits: [(plan: String, units: [Identifier])] = []
}

extension Pipeline {
  /// Makes a regular grid over the villages and gives every target its cell.
  static func makeGrid(
    _ path: String, shape: Grid.Shape, size: Double, name: String, replace: Bool
  ) throws -> GridSummary {
    let workspace = try Workspace.open(at: path, writable: true)
    var bar = ProgressBar()
    return try workspace.write { writer in
      let settings = try writer.current.settings()
      let layer = try writer.current.villages()
      guard !layer.villages.isEmpty else { throw CommandError.needsVillages(file: path, verb: "grid") }
      let crs = try fixCRS(settings, layer.regions, writer)
      let projection = try Projection(crs: crs)
      var grid = Grid(name: name, shape: shape, size: size, crs: crs)
      let old = try writer.current.grids().first { $0.name == name }
      let oldCells = try old.map { try writer.current.cells(of: $0.name).cells.map(\.id) } ?? []
      let plans = try writer.current.plans().map { try writer.current.plan(named: $0) }
        .filter { $0.grid == name }
      if let plan = plans.first, !replace { throw CommandError.gridHasPlan(grid: name, plan: plan.name) }

      bar.begin("laying the grid")
      let placed = try RegularGrid(grid).cells(covering: layer.regions, in: projection)
      let origin = RegularGrid.labelOrigin(of: placed)
      let isSameLattice = old.map { $0.shape == shape && $0.size == size && $0.crs == crs } ?? false
      grid.labelColumn = isSameLattice ? old?.labelColumn ?? origin.column : origin.column
      grid.labelRow = isSameLattice ? old?.labelRow ?? origin.row : origin.row
      let rule = try RegularGrid(grid)
      let cells = placed.map {
        rule.cell(at: $0.address, village: layer.villages[Int($0.region)].code)
      }
      let regions = try placed.map { try rule.polygon(of: $0.address, from: projection) }
      bar.begin("storing \(grouped(cells.count)) cells")
      try writer.save(grid, cells: cells, regions: regions, replace: true)
      try writer.setSetting("grid", name)
      try writer.note(
        ImportEntry(at: Date().ISO8601Format(), kind: "grid", note: "\(name): \(cells.count) cells"))
      bar.begin("locating targets")
      _ = try relocate(writer)

      let kept = try writer.current.cells(of: name).cells.map(\.id)
      let (before, after) = (Set(oldCells), Set(kept))
      var summary = GridSummary(
        grid: grid, crs: crs, crsWasFixed: settings.crs == "auto", cells: kept.count,
        added: after.subtracting(before).count, removed: before.subtracting(after).count)
      for var plan in plans {
        let dropped = plan.entries.map(\.unit).filter { !after.contains($0) }
        plan.entries.removeAll { !after.contains($0.unit) }
        let regionOfID = Dictionary(zip(cells.map(\.id), regions), uniquingKeysWith: { first, _ in first })
        try writer.save(plan) { regionOfID[$0] }
        if !dropped.isEmpty { summary.droppedUnits.append((plan.name, dropped)) }
      }
      let loaded = try refreshCoverage(writer, placesChanged: true)
      summary.countedGrid = loaded.grid?.name
      if loaded.grid?.name == name {
        summary.cellsWithTargets = Set(loaded.campaign.targets.cells.filter { $0 >= 0 }).count
      }
      return summary
    }
  }

  /// Fixes the campaign's CRS at the first grid or plan: from then on ids and lengths stay what they are.
  static func fixCRS(
    _ settings: Settings, _ regions: [Region], _ writer: borrowing WorkspaceWriter
  ) throws -> String {
    let crs = CampaignProjection.name(settings, covering: regions)
    if settings.crs == "auto" { try writer.setSetting("crs", crs) }
    return crs
  }
}
