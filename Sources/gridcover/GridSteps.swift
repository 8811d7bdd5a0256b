internal import CampaignModel
internal import CampaignStore
internal import CoverageAnalysis
internal import Foundation
internal import Planning
internal import SpatialCore

/// The grid that was asked for.
struct GridRequest {
  /// How its cells come to be.
  enum Cells {
    case regular(Grid.Shape, size: Double, isClipped: Bool)
    case balanced(households: Int)
  }

  var cells: Cells
  var name: String
  /// Whether it may be made anew although a plan shares out its cells.
  var replace: Bool
}

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
  /// What else is to be said: slivers, households without coordinates, how large cells are.
  var notes: [String]
  var changes: GridChanges
}

/// Cells as they are drawn, before they are stored.
struct DrawnCells {
  var cells: [GridCell] = []
  /// The polygon of each, in WGS 84.
  var regions: [Region] = []
  var notes: [String] = []

  mutating func append(_ cell: GridCell, _ region: Region) {
    cells.append(cell)
    regions.append(region)
  }
}

extension Pipeline {
  /// Makes a grid over the villages, gives every target its cell, and keeps the groups of the plans on it.
  static func makeGrid(_ path: String, _ request: GridRequest) throws -> GridSummary {
    let workspace = try Workspace.open(at: path, writable: true)
    var bar = ProgressBar()
    return try workspace.write { writer in
      let settings = try writer.current.settings()
      let layer = try writer.current.villages()
      guard !layer.villages.isEmpty else { throw CommandError.needsVillages(file: path, verb: "grid") }
      let crs = try fixCRS(settings, layer.regions, writer)
      let projection = try Projection(crs: crs)
      let old = try StoredGrid(named: request.name, reading: writer.current)
      if let plan = old.plans.first, !request.replace {
        throw CommandError.gridHasPlan(grid: request.name, plan: plan.name)
      }
      bar.begin("drawing the grid")
      var grid: Grid
      var drawn: DrawnCells
      switch request.cells {
      case .regular(let shape, let size, let isClipped):
        grid = Grid(name: request.name, shape: shape, size: size, crs: crs, isClipped: isClipped)
        drawn = try layRegular(&grid, over: layer, old: old, projection)
      case .balanced(let households):
        grid = Grid(name: request.name, shape: .balanced, size: 0, crs: crs, households: households)
        if !writer.editedOutside.isEmpty { _ = try relocate(writer) }
        let campaign = try LoadedCampaign(reading: writer.current, withRegions: false).campaign
        drawn = try drawBalanced(grid, over: layer, of: campaign, old: old, projection)
      }
      bar.begin("storing \(grouped(drawn.cells.count)) cells")
      try writer.save(grid, cells: drawn.cells, regions: drawn.regions, replace: true)
      try writer.setSetting("grid", grid.name)
      let now = Date().ISO8601Format()
      try writer.note(
        ImportEntry(at: now, kind: "grid", note: "\(grid.name): \(drawn.cells.count) cells"))
      bar.begin("locating targets")
      _ = try relocate(writer)
      let kept = try StoredGrid(named: grid.name, reading: writer.current)
      let changes = try carryOver(from: old, to: kept, writer, at: now)

      let (before, after) = (Set(old.cells.map(\.id)), Set(kept.cells.map(\.id)))
      var summary = GridSummary(
        grid: grid, crs: crs, crsWasFixed: settings.crs == "auto", cells: kept.cells.count,
        added: after.subtracting(before).count, removed: before.subtracting(after).count, notes: drawn.notes,
        changes: changes)
      let loaded = try refreshCoverage(writer, placesChanged: true)
      summary.countedGrid = loaded.grid?.name
      if loaded.grid?.name == grid.name {
        summary.cellsWithTargets = Set(loaded.campaign.targets.cells.filter { $0 >= 0 }).count
      }
      return summary
    }
  }

  /// Lays a regular grid, clipped or not. Cells that were split stay split where their ground is the same.
  private static func layRegular(
    _ grid: inout Grid, over layer: VillageLayer, old: StoredGrid, _ projection: Projection
  ) throws -> DrawnCells {
    var drawn = DrawnCells()
    let rule = try RegularGrid(grid)
    let isSameLattice = old.grid?.isSameLattice(as: grid) ?? false
    func freezeLabels(_ origin: CellAddress) {
      grid.labelColumn = isSameLattice ? old.grid?.labelColumn ?? origin.column : origin.column
      grid.labelRow = isSameLattice ? old.grid?.labelRow ?? origin.row : origin.row
    }
    let parts = isSameLattice ? old.parts(by: rule) : [:]
    if grid.isClipped {
      let clipped = try rule.pieces(of: layer.regions, in: projection)
      freezeLabels(RegularGrid.labelOrigin(of: clipped.pieces.map(\.address)))
      let labelled = try RegularGrid(grid)
      var polygons: [CellAddress: Region] = [:]
      for piece in clipped.pieces {
        let cell = labelled.cell(
          at: piece.address, village: layer.villages[Int(piece.region)], area: piece.area)
        if let shape = piece.shape {
          old.append(cell, shape, keeping: parts, to: &drawn)
        } else {
          let shape = try polygons[piece.address] ?? labelled.polygon(of: piece.address, from: projection)
          polygons[piece.address] = shape
          old.append(cell, shape, keeping: parts, to: &drawn)
        }
      }
      if clipped.slivers > 0 {
        drawn.notes.append(
          "\(counted(clipped.slivers, "sliver")) of rounding dropped, \(clipped.sliverArea) m² in all")
      }
    } else {
      let placed = try rule.cells(covering: layer.regions, in: projection)
      freezeLabels(RegularGrid.labelOrigin(of: placed.map(\.address)))
      let labelled = try RegularGrid(grid)
      for cell in placed {
        old.append(
          labelled.cell(at: cell.address, village: layer.villages[Int(cell.region)].code),
          try labelled.polygon(of: cell.address, from: projection), keeping: parts, to: &drawn)
      }
    }
    return drawn
  }
}

/// A grid as the workspace has it, with the plans that share it out; empty if there is none.
struct StoredGrid {
  let grid: Grid?
  let cells: [GridCell]
  let regions: [Region]
  let plans: [Plan]
  let retired: [RetiredCell]

  init(named name: String, reading reader: borrowing WorkspaceReader) throws {
    grid = try reader.grids().first { $0.name == name }
    let layer = try grid.map { try reader.cells(of: $0.name) }
    cells = layer?.cells ?? []
    regions = layer?.regions ?? []
    plans = try reader.plans().map { try reader.plan(named: $0) }.filter { $0.grid == name }
    retired = try reader.retiredCells(of: name)
  }

  /// The parts of split cells, by the id of the whole.
  fileprivate func parts(by rule: RegularGrid) -> [Identifier: [Int]] {
    var parts: [Identifier: [Int]] = [:]
    let isClipped = grid?.isClipped ?? false
    for (i, cell) in cells.enumerated() {
      guard let known = rule.address(of: cell, isClipped: isClipped), known.isPart else { continue }
      let whole =
        isClipped ? cell.village.map { rule.id(of: known.address, in: $0) } : rule.id(of: known.address)
      if let whole { parts[whole, default: []].append(i) }
    }
    return parts
  }

  /// Adds a cell, or in its place the parts that it was split into, if they still make up its ground.
  fileprivate func append(
    _ cell: GridCell, _ region: Region, keeping parts: [Identifier: [Int]], to drawn: inout DrawnCells
  ) {
    let own = parts[cell.id] ?? []
    let sum = own.reduce(0) { $0 + cells[$1].area }
    guard !own.isEmpty, abs(sum - cell.area) <= 1e-6 * cell.area else { return drawn.append(cell, region) }
    for i in own { drawn.append(cells[i], regions[i]) }
  }
}
