internal import CampaignModel
internal import CampaignStore
internal import CoverageAnalysis
internal import Foundation
internal import Planning
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

/// What `allocate` did.
struct AllocationSummary {
  var plan: Plan
  var result: AllocationResult
  var groups: [WorkingGroup]
  var work: [Double]
  var replacedPlan: Bool
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

  /// Shares villages or cells out among the working groups, and keeps the result as a plan.
  static func allocate(
    _ path: String, unit: Plan.Unit, groupCount: Int?, planName: String, seed: UInt64
  ) throws -> AllocationSummary {
    let workspace = try Workspace.open(at: path, writable: true)
    var bar = ProgressBar()
    return try workspace.write { writer in
      bar.begin("reading the campaign")
      if !writer.editedOutside.isEmpty { _ = try relocate(writer) }
      let loaded = try LoadedCampaign(reading: writer.current, withRegions: true)
      let campaign = loaded.campaign
      guard !campaign.villages.isEmpty else { throw CommandError.needsVillages(file: path, verb: "allocate") }
      if unit == .cell && loaded.grid == nil {
        throw CommandError.needsGrid(file: path, verb: "allocate --unit cell")
      }
      let crs = try fixCRS(campaign.settings, loaded.villageRegions, writer)
      let projection = try Projection(crs: crs)
      let groups = try groupCount.map(namelessGroups) ?? writer.current.groups()
      guard !groups.isEmpty else { throw CommandError.needsGroups(file: path) }

      let ledger = CampaignLedger(campaign)
      let isExpected = { (i: Int) in !ledger.isExcluded(i) }
      let units: GroundUnits
      if unit == .cell, let grid = loaded.grid {
        units = try GroundUnits(
          cellsOf: campaign, grid: grid, regions: loaded.cellRegions, projection: projection,
          isExpected: isExpected)
      } else {
        units = try GroundUnits(
          villagesOf: campaign, regions: loaded.villageRegions, projection: projection, isExpected: isExpected
        )
      }
      let pins = try hookUps(of: groups, to: units, unit: unit, campaign: campaign)
      bar.begin("sharing out \(grouped(units.ids.count)) units")
      let result = try Planning.allocate(units.problem(groups: groups, pins: pins))

      let pinned = Set(pins.map(\.unit))
      let entries = units.ids.indices.filter { result.groups[$0] >= 0 }.map { i in
        Plan.Entry(
          unit: units.ids[i], group: groups[Int(result.groups[i])].id, pinned: pinned.contains(units.ids[i]),
          work: units.work[i])
      }
      let plan = Plan(
        name: planName, unit: unit, grid: unit == .cell ? loaded.grid?.name : nil,
        entries: entries.sorted { $0.unit < $1.unit })
      let regions = unit == .cell ? loaded.cellRegions : loaded.villageRegions
      let regionOfUnit = Dictionary(zip(units.ids, regions), uniquingKeysWith: { first, _ in first })
      let existed = try writer.current.plans().contains(planName)
      try writer.save(plan) { regionOfUnit[$0] }
      try writer.setSetting("plan", planName)
      try writer.note(
        ImportEntry(at: Date().ISO8601Format(), kind: "plan", note: "\(planName): \(entries.count) units"))
      try refreshCoverage(writer, placesChanged: false)
      return AllocationSummary(
        plan: plan, result: result, groups: groups, work: units.work, replacedPlan: existed)
    }
  }

  /// Fixes the campaign's CRS at the first grid or plan: from then on ids and lengths stay what they are.
  private static func fixCRS(
    _ settings: Settings, _ regions: [Region], _ writer: borrowing WorkspaceWriter
  ) throws -> String {
    let crs = CampaignProjection.name(settings, covering: regions)
    if settings.crs == "auto" { try writer.setSetting("crs", crs) }
    return crs
  }

  private static func namelessGroups(_ count: Int) -> [WorkingGroup] {
    let width = String(count).count
    return (1...max(1, count)).map { number in
      let digits = String(number)
      return WorkingGroup(id: Identifier(String(repeating: "0", count: width - digits.count) + digits))
    }
  }

  /// Hook-ups as pins. A hook-up to a village pins all cells of that village that have work.
  private static func hookUps(
    of groups: [WorkingGroup], to units: GroundUnits, unit: Plan.Unit, campaign: Campaign
  ) throws -> [AllocationProblem.Pin] {
    let known = Set(campaign.villages.map(\.code))
    var cellsOfVillage: [Identifier: [Identifier]] = [:]
    if unit == .cell {
      for i in campaign.cells.indices where units.work[i] > 0 {
        if let village = campaign.cells[i].village {
          cellsOfVillage[village, default: []].append(campaign.cells[i].id)
        }
      }
    }
    var pins: [AllocationProblem.Pin] = []
    for group in groups {
      for village in group.hookups {
        guard known.contains(village) else {
          throw CommandError.unknownHookup(group: group.id.text, village: village.text)
        }
        let pinnedUnits = unit == .village ? [village] : cellsOfVillage[village] ?? []
        pins += pinnedUnits.map { AllocationProblem.Pin(unit: $0, group: group.id) }
      }
    }
    return pins
  }
}
