internal import CampaignModel
internal import CampaignStore
internal import CoverageAnalysis
internal import Foundation
internal import Planning
internal import SpatialCore
internal import Synchronization

/// What `allocate` was asked for.
struct AllocationRequest {
  var workspace: String
  /// Villages or cells; nil is as the kept plan has it, else villages.
  var unit: Plan.Unit?
  /// The grid whose cells are shared out; nil is that which is counted.
  var grid: String?
  /// So many nameless groups instead of the listed ones.
  var groupCount: Int?
  /// The new plan's name; nil is that of the kept plan, else `plan`.
  var planName: String?
  /// The plan that is kept as far as possible.
  var keep: String?
  var pinFiles: [String] = []
  var forbidFiles: [String] = []
  /// True if the groups' hook-ups are not looked at.
  var ignoresHookUps = false
  var ground = GroundRequest()
  var options = AllocationOptions()
}

/// What `allocate` did.
struct AllocationSummary {
  /// A unit whose group is another one than in the plan that was kept.
  struct Moved {
    var unit: Identifier
    var from: Identifier
    var to: Identifier
    var work: Double
  }

  var plan: Plan
  var result: AllocationResult
  var measures: PlanMeasures
  var groups: [WorkingGroup]
  var replacedPlan: Bool
  /// The name of the plan that was kept, and what moved.
  var kept: (name: String, moved: [Moved])?
  /// What is noteworthy beyond the solver's own notes.
  var notes: [String]

  /// All work that is shared out, in household-equivalents.
  var totalWork: Double { measures.shares.reduce(0) { $0 + $1.work } }
}

extension Pipeline {
  /// Shares villages or cells out among the working groups, and keeps the result as a plan.
  ///
  /// - Throws: ``PlanningError`` if the request cannot be met; nothing is stored then.
  static func allocate(_ request: AllocationRequest) throws -> AllocationSummary {
    let path = request.workspace
    let workspace = try Workspace.open(at: path, writable: true)
    let bar = Mutex(ProgressBar())
    return try workspace.write { writer in
      bar.withLock { $0.begin("reading the campaign") }
      if !writer.editedOutside.isEmpty { _ = try relocate(writer) }
      let kept = try request.keep.map { try writer.current.plan(named: $0) }
      let planName = request.planName ?? kept?.name ?? "plan"
      let existed = try writer.current.plans().contains(planName)
      let inForce = try writer.current.currentPlan(try writer.current.settings())?.name
      let ground = try ground(of: request, named: planName, keeping: kept, writer)
      let listed = try writer.current.groups()
      let withdrawn = try writer.current.withdrawnGroups()
      let groups =
        request.groupCount.map(namelessGroups) ?? kept?.groups(listed: listed, withdrawn: withdrawn) ?? listed
      guard !groups.isEmpty else { throw CommandError.needsGroups(file: path) }
      if let kept, let has = kept.entries.first?.group,
        Set(kept.entries.map(\.group)).isDisjoint(with: groups.map(\.id))
      {
        throw PlanError.noGroupInCommon(kept: kept.name, has: has, wanted: groups[0].id)
      }

      let decisions = try Decisions(request, keeping: kept, groups: groups, ground: ground)
      var problem = ground.units.problem(groups: groups, pins: decisions.pins)
      problem.forbidden = decisions.forbidden
      if let kept {
        let groupOfUnit = Dictionary(
          kept.entries.map { ($0.unit, $0.group) }, uniquingKeysWith: { first, _ in first })
        problem.previous = problem.units.map { unit in
          groupOfUnit[unit].flatMap { withdrawn.contains($0) ? nil : $0 }
        }
      }
      var options = request.options
      let step = "sharing out \(grouped(problem.units.count)) units"
      bar.withLock { $0.begin(step) }
      options.progress = { share in bar.withLock { $0.update(Int(share * 1000), of: 1000) } }
      let result = try Planning.allocate(problem, options: options)

      bar.withLock { $0.begin("storing") }
      let plan = decisions.plan(named: planName, ground: ground, groups: groups, result: result)
      let regionOfUnit = Dictionary(
        zip(ground.units.ids, ground.regions), uniquingKeysWith: { first, _ in first })
      try saveInForce(plan, writer) { regionOfUnit[$0] }
      try writer.note(
        ImportEntry(
          at: Date().ISO8601Format(), kind: "plan", note: "\(planName): \(plan.entries.count) units"))
      try refreshCoverage(writer, placesChanged: false)
      let measures = PlanMeasures(
        of: ground.units, groupOfUnit: result.groups, territory: result.territory,
        capacities: groups.map(\.capacity))
      return AllocationSummary(
        plan: plan, result: result, measures: measures, groups: groups, replacedPlan: existed,
        kept: kept.map { ($0.name, moved(from: $0, to: plan)) },
        notes: withdrawnNotes(kept, withdrawn) + dayNotes(ground, groups, result.groups) + workNotes(ground)
          + crossingNotes(ground.units) + decisions.notes + cellNotes(ground)
          + inForceNotes(planName, before: inForce, file: path))
    }
  }

  /// The ground that is asked for. Another grid than the counted one is put in force first, since targets know their cell
  /// in one grid.
  private static func ground(
    of request: AllocationRequest, named planName: String, keeping kept: Plan?,
    _ writer: borrowing WorkspaceWriter
  ) throws -> PlannedGround {
    let path = request.workspace
    let unit = request.unit ?? (request.grid == nil ? kept?.unit : .cell) ?? .village
    let current = try writer.current.currentGrid(try writer.current.settings())?.name
    let grid = unit == .cell ? try gridName(request, kept: kept, current: current, writer) : nil
    if let kept, kept.unit != unit || (unit == .cell && kept.grid != grid) {
      let wanted = Plan(name: "", unit: unit, grid: grid, entries: [])
      throw PlanError.otherUnits(
        kept: kept.name, has: kept.unitsInWords, wanted: wanted.unitsInWords)
    }
    if let grid, grid != current {
      try saveInForce(Plan(name: planName, unit: .cell, grid: grid, entries: []), writer) { _ in nil }
    }
    let loaded = try LoadedCampaign(reading: writer.current, withRegions: true)
    guard !loaded.campaign.villages.isEmpty else {
      throw CommandError.needsVillages(file: path, verb: "allocate")
    }
    if unit == .cell && loaded.grid == nil {
      throw CommandError.needsGrid(file: path, verb: "allocate --unit cell")
    }
    let crs = try fixCRS(loaded.campaign.settings, loaded.villageRegions, writer)
    return try PlannedGround(loaded, unit: unit, asked: request.ground, crs: crs)
  }

  private static func gridName(
    _ request: AllocationRequest, kept: Plan?, current: String?, _ writer: borrowing WorkspaceWriter
  ) throws -> String? {
    guard let name = request.grid ?? kept?.grid else { return current }
    return try writer.current.grid(named: name).name
  }

  private static func namelessGroups(_ count: Int) -> [WorkingGroup] {
    let width = String(count).count
    return (1...max(1, count)).map { number in
      let digits = String(number)
      return WorkingGroup(id: Identifier(String(repeating: "0", count: width - digits.count) + digits))
    }
  }

  private static func moved(from old: Plan, to new: Plan) -> [AllocationSummary.Moved] {
    let before = Dictionary(
      old.entries.map { ($0.unit, $0.group) }, uniquingKeysWith: { first, _ in first })
    return new.entries.compactMap { entry in
      guard let from = before[entry.unit], from != entry.group else { return nil }
      return AllocationSummary.Moved(unit: entry.unit, from: from, to: entry.group, work: entry.work)
    }
  }

  /// Whose ground a kept plan gave away because they are no longer listed.
  private static func withdrawnNotes(_ kept: Plan?, _ withdrawn: Set<Identifier>) -> [String] {
    let freed = (kept?.entries ?? []).filter { withdrawn.contains($0.group) }
    guard !freed.isEmpty else { return [] }
    let groups = Set(freed.map(\.group)).sorted()
    return [
      """
      \(groups.prefix(10).map(\.text).joined(separator: ", "))\(groups.count > 10 ? " …" : "") \
      \(groups.count == 1 ? "is" : "are") no longer listed: \(counted(freed.count, "unit")) of theirs were shared out anew
      """
    ]
  }

  /// Whether members and days suffice for the targets that each group has; nothing where a group has none listed.
  private static func dayNotes(
    _ ground: PlannedGround, _ groups: [WorkingGroup], _ groupOfUnit: [Int32]
  ) -> [String] {
    let campaign = ground.loaded.campaign
    let rate = campaign.settings.targetsPerMemberDay
    let room = groups.compactMap { group in
      group.members.flatMap { members in group.days.map { Double(members) * Double($0) * rate } }
    }
    guard room.count == groups.count else { return [] }
    let ledger = CampaignLedger(campaign)
    let unitOfTarget = ground.unit == .village ? campaign.targets.villages : campaign.targets.cells
    let ids = ground.unit == .village ? campaign.villages.map(\.code) : campaign.cells.map(\.id)
    let groupOfPlace = ids.map { ground.indexOfUnit[$0].map { groupOfUnit[$0] } ?? -1 }
    var load = Array(repeating: 0, count: groups.count)
    for i in 0..<campaign.targets.count where unitOfTarget[i] >= 0 && !ledger.isExcluded(i) {
      let group = groupOfPlace[Int(unitOfTarget[i])]
      if group >= 0 { load[Int(group)] += 1 }
    }
    let short = groups.indices.filter { Double(load[$0]) > room[$0] }
    guard !short.isEmpty else { return [] }
    let worst = short.sorted { Double(load[$0]) / room[$0] > Double(load[$1]) / room[$1] }.prefix(5).map {
      "\(groups[$0].id) (\(grouped(load[$0])) of \(grouped(Int(room[$0]))))"
    }
    return [
      """
      \(counted(short.count, "group")) cannot visit all of their targets in their days, at \
      \(campaign.settings["targets_per_member_day"]) for each member and day (setting targets_per_member_day): \
      \(worst.joined(separator: ", "))\(short.count > 5 ? " …" : ""); altogether \(grouped(load.reduce(0, +))) targets for \
      \(grouped(Int(room.reduce(0, +))))
      """
    ]
  }

  /// What counts as work beside the first visits.
  private static func workNotes(_ ground: PlannedGround) -> [String] {
    let (units, settings) = (ground.units, ground.loaded.campaign.settings)
    let travel = units.travel.reduce(0, +)
    var notes: [String] = []
    if units.revisits > 0 {
      notes.append(
        """
        \(grouped(Int(units.revisits.rounded()))) of the work are revisits that the revisit rules make necessary within the \
        campaign (setting work_revisit)
        """)
    }
    if travel > 0 {
      let kilometres = grouped(Int((travel / settings.travelWork).rounded()))
      notes.append(
        """
        \(grouped(Int(travel.rounded()))) of the work are ways: \(kilometres) km within the units in straight lines, at \
        \(settings["work_travel_km"]) for a kilometre (setting work_travel_km)
        """)
    }
    return notes
  }

  /// Targets without a cell are in nobody's work, but somebody's to visit.
  private static func cellNotes(_ ground: PlannedGround) -> [String] {
    guard ground.unit == .cell else { return [] }
    let targets = ground.loaded.campaign.targets
    let outside = (0..<targets.count).count { targets.cells[$0] < 0 && targets.villages[$0] >= 0 }
    guard outside > 0 else { return [] }
    return [
      """
      \(counted(outside, "target")) without a cell (no coordinates, or outside the grid) count in no unit's work and fall to \
      the group that holds most of their village's
      """
    ]
  }

  private static func inForceNotes(_ name: String, before: String?, file: String) -> [String] {
    guard let before, before != name else { return [] }
    return [
      """
      plan \(name) is in force now and says who is responsible; \(before) is kept: gridcover settings \(file) set \
      plan=\(before) puts it back
      """
    ]
  }

  private static func crossingNotes(_ units: GroundUnits) -> [String] {
    // The longest first: whoever has to go there wants to know of these.
    let sorted = units.crossings.sorted { ($1.metres, $0.u, $0.v) < ($0.metres, $1.u, $1.v) }
    return sorted.prefix(10).map { crossing in
      """
      \(units.ids[Int(crossing.u)]) and \(units.ids[Int(crossing.v)]) do not touch and are joined over \
      \(crossing.metres < 1 ? "less than 1 m" : metres(crossing.metres)), the shortest crossing; give the real one with \
      --link, or take it out with --cut
      """
    }
      + (sorted.count > 10 ? ["\(sorted.count - 10) more crossings join what does not touch"] : [])
  }
}
