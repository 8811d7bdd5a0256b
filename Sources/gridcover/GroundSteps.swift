internal import CampaignModel
internal import CampaignStore
internal import CoverageAnalysis
internal import Foundation
internal import Planning
internal import SpatialCore

/// What `allocate` did.
struct AllocationSummary {
  var plan: Plan
  var result: AllocationResult
  var groups: [WorkingGroup]
  var work: [Double]
  var replacedPlan: Bool
}

extension Pipeline {
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
  static func fixCRS(
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
