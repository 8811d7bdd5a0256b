internal import CampaignModel
internal import CampaignStore
internal import Planning

/// Two plans of the same units, side by side.
struct PlanComparison {
  var names: (first: String, second: String)
  var unit: Plan.Unit
  /// Units whose group differs, by id; nil where a plan does not have the unit.
  var differences: [HandChangeSummary.Change]
  var groups: [WorkingGroup]
  var first: PlanMeasures
  var second: PlanMeasures

  /// All work that either plan shares out, whichever is more.
  var totalWork: Double {
    max(first.shares.reduce(0) { $0 + $1.work }, second.shares.reduce(0) { $0 + $1.work })
  }
  /// The work of the units that differ.
  var differingWork: Double { differences.reduce(0) { $0 + $1.work } }
}

extension Pipeline {
  /// Measures two plans on today's work, and tells their differences. Nothing is written.
  ///
  /// - Throws: ``PlanError`` if they do not share out the same units.
  static func compare(
    _ path: String, _ firstName: String, _ secondName: String, ground asked: GroundRequest
  ) throws -> PlanComparison {
    let workspace = try Workspace.open(at: path, writable: false)
    let (first, second, grid) = try workspace.read { reader in
      (
        try reader.plan(named: firstName), try reader.plan(named: secondName),
        try reader.currentGrid(try reader.settings())?.name
      )
    }
    guard first.unit == second.unit, first.grid == second.grid else {
      throw PlanError.unequalPlans(
        first: firstName, has: first.unitsInWords, second: secondName, hasToo: second.unitsInWords)
    }
    if first.unit == .village || first.grid == grid {
      return try workspace.read { reader in
        let loaded = try LoadedCampaign(reading: reader, withRegions: true)
        return try compare(
          first, second, loaded, try reader.groups(), withdrawn: reader.withdrawnGroups(), ground: asked)
      }
    }
    // Targets know their cell in the counted grid only: they are located in the plans' grid, and all is taken back.
    return try Workspace.open(at: path, writable: true).rehearse { writer in
      try putInForce(firstName, writer)
      let loaded = try LoadedCampaign(reading: writer.current, withRegions: true)
      return try compare(
        first, second, loaded, try writer.current.groups(), withdrawn: writer.current.withdrawnGroups(),
        ground: asked)
    }
  }

  private static func compare(
    _ first: Plan, _ second: Plan, _ loaded: LoadedCampaign, _ listed: [WorkingGroup],
    withdrawn: Set<Identifier>, ground asked: GroundRequest
  ) throws -> PlanComparison {
    let crs = CampaignProjection.name(loaded.campaign.settings, covering: loaded.villageRegions)
    let ground = try PlannedGround(loaded, unit: first.unit, asked: asked, crs: crs)
    let both = Plan(name: "", unit: first.unit, grid: first.grid, entries: first.entries + second.entries)
    let groups = both.groups(listed: listed, withdrawn: [])
    let from = Dictionary(first.entries.map { ($0.unit, $0.group) }, uniquingKeysWith: { old, _ in old })
    let to = Dictionary(second.entries.map { ($0.unit, $0.group) }, uniquingKeysWith: { old, _ in old })
    let differences = Set(from.keys).union(to.keys).sorted().compactMap { unit in
      from[unit] == to[unit]
        ? nil
        : HandChangeSummary.Change(unit: unit, from: from[unit], to: to[unit], work: ground.work(of: unit))
    }
    return PlanComparison(
      names: (first.name, second.name), unit: first.unit, differences: differences, groups: groups,
      first: ground.measures(first, groups, withdrawn: withdrawn),
      second: ground.measures(second, groups, withdrawn: withdrawn))
  }
}
