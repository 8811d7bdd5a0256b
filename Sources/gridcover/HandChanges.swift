internal import CampaignModel
internal import CampaignStore
internal import Foundation
internal import Planning

/// A change of a plan by hand: `--move`, or a plan that was edited elsewhere and comes back.
struct HandChangeRequest {
  var workspace: String
  /// The plan that is changed; nil is the one in force.
  var planName: String?
  /// What a new plan shares out; nil is villages. A plan that exists has its units.
  var unit: Plan.Unit?
  var ground = GroundRequest()
  /// Deviation above which a group has left its balance.
  var balance = 0.05
}

/// What a change by hand did to a plan.
struct HandChangeSummary {
  struct Change: Equatable {
    var unit: Identifier
    var from: Identifier?
    var to: Identifier?
    var work: Double
  }

  var planName: String
  /// False if there was no plan of that name.
  var existed: Bool
  var changes: [Change]
  var groups: [WorkingGroup]
  var before: PlanMeasures
  var after: PlanMeasures
  /// Indices of the groups that gained or lost a unit; all of a new plan.
  var touched: [Int]
  var warnings: [String]
}

extension Pipeline {
  /// Gives units to groups by hand, without a solver: what the office says is done, and what follows from it is told.
  ///
  /// - Throws: ``PlanError`` if there is no plan, or a unit or group is unknown.
  static func move(_ moves: [(unit: Identifier, group: Identifier)], _ request: HandChangeRequest) throws
    -> HandChangeSummary
  {
    try changePlan(request, verb: "allocate --move") { plan, ground, groups in
      let known = Set(groups.map(\.id))
      var target: [Identifier: Identifier] = [:]
      for move in moves {
        guard ground.indexOfUnit[move.unit] != nil else {
          throw PlanError.unknownUnitOfOption(option: "--move", unit: move.unit.text, what: plan.unit)
        }
        guard known.contains(move.group) else {
          throw PlanError.unknownGroupOfOption(
            option: "--move \(move.unit)", group: move.group.text, known: known.sorted().map(\.text))
        }
        if let other = target.updateValue(move.group, forKey: move.unit), other != move.group {
          throw PlanError.movedTwice(unit: move.unit.text, first: other.text, second: move.group.text)
        }
      }
      var entries = plan.entries.filter { target[$0.unit] == nil }
      let old = Dictionary(plan.entries.map { ($0.unit, $0) }, uniquingKeysWith: { first, _ in first })
      entries += target.map { unit, group in
        Plan.Entry(
          unit: unit, group: group, pinned: old[unit].map { $0.pinned && $0.group == group } ?? false,
          byHand: true)
      }
      return entries
    }
  }

  /// Takes a plan back in that was exported and edited: what differs from the plan of that name counts as done by hand.
  ///
  /// - Throws: ``PlanError`` at the first row that is not good, or if units with work are left out.
  static func readPlan(_ file: String, _ request: HandChangeRequest) throws -> HandChangeSummary {
    try changePlan(request, verb: "allocate --from") { plan, ground, groups in
      let known = groups.isEmpty ? nil : Set(groups.map(\.id)).sorted()
      let rows = try AllocationFile.decisions(
        file, what: plan.unit, isUnit: { ground.indexOfUnit[$0] != nil }, groups: known)
      var rowOfUnit: [Identifier: Int] = [:]
      for row in rows {
        if let first = rowOfUnit.updateValue(row.row, forKey: row.unit) {
          throw PlanError.unitTwice(file: file, unit: row.unit, first: first, second: row.row)
        }
      }
      let left = ground.units.ids.indices
        .filter { ground.units.work[$0] > 0 && rowOfUnit[ground.units.ids[$0]] == nil }
        .map { ground.units.ids[$0] }
      if !left.isEmpty { throw PlanError.unitsLeftOut(file: file, units: left.sorted()) }
      let old = Dictionary(plan.entries.map { ($0.unit, $0) }, uniquingKeysWith: { first, _ in first })
      return rows.map { row in
        if let entry = old[row.unit], entry.group == row.group { return entry }
        return Plan.Entry(unit: row.unit, group: row.group, byHand: true)
      }
    }
  }

  /// Changes a plan in one transaction: reads its ground, lets `edit` give the new entries, stores and measures them.
  private static func changePlan(
    _ request: HandChangeRequest, verb: String,
    edit: (
      _ plan: Plan, _ ground: PlannedGround, _ groups: [WorkingGroup]
    ) throws -> [Plan.Entry]
  ) throws -> HandChangeSummary {
    let workspace = try Workspace.open(at: request.workspace, writable: true)
    return try workspace.write { writer in
      if !writer.editedOutside.isEmpty { _ = try relocate(writer) }
      let settings = try writer.current.settings()
      let inForce = try writer.current.currentPlan(settings)?.name
      let (plan, existed) = try planToChange(request, inForce: inForce, verb: verb, writer)
      // Targets know their cell in the grid of the plan in force: the changed one is, as long as this takes.
      if existed { try putInForce(plan.name, writer) } else { try saveInForce(plan, writer) { _ in nil } }
      let loaded = try LoadedCampaign(reading: writer.current, withRegions: true)
      if loaded.campaign.villages.isEmpty {
        throw CommandError.needsVillages(file: request.workspace, verb: verb)
      }
      let crs = try fixCRS(settings, loaded.villageRegions, writer)
      let ground = try PlannedGround(loaded, unit: plan.unit, asked: request.ground, crs: crs)
      let listed = try writer.current.groups()
      var edited = plan
      let withdrawn = try writer.current.withdrawnGroups()
      edited.entries = try edit(plan, ground, plan.groups(listed: listed, withdrawn: withdrawn))
      let summary = HandChangeSummary(
        plan, edited, ground, listed: listed, withdrawn: withdrawn, existed: existed, balance: request.balance
      )
      let isChanged = !existed || !summary.changes.isEmpty || edited.hasOtherMarks(than: plan)
      if isChanged {
        for i in edited.entries.indices {
          edited.entries[i].work = ground.work(of: edited.entries[i].unit)
        }
        edited.entries.sort { $0.unit < $1.unit }
        let regionOfUnit = Dictionary(
          zip(ground.units.ids, ground.regions), uniquingKeysWith: { first, _ in first })
        try writer.save(edited) { regionOfUnit[$0] }
        try writer.note(
          ImportEntry(
            at: Date().ISO8601Format(), kind: "plan",
            note: "\(plan.name): \(counted(summary.changes.count, "unit")) changed by hand"))
      }
      // The plan in force stays so, though another one may have become the latest; a new one comes into force, as one that
      // is made does.
      if existed { try putInForce(settings.plan.isEmpty && !isChanged ? nil : inForce, writer) }
      try refreshCoverage(writer, placesChanged: false)
      return summary
    }
  }

  private static func planToChange(
    _ request: HandChangeRequest, inForce: String?, verb: String, _ writer: borrowing WorkspaceWriter
  ) throws -> (plan: Plan, existed: Bool) {
    let plans = try writer.current.plans()
    if let name = request.planName ?? inForce, plans.contains(name) || verb == "allocate --move" {
      return (try writer.current.plan(named: name), true)
    }
    guard let name = request.planName else { throw PlanError.noPlan(file: request.workspace, verb: verb) }
    let unit = request.unit ?? .village
    let grid = try writer.current.currentGrid(try writer.current.settings())?.name
    if unit == .cell && grid == nil { throw CommandError.needsGrid(file: request.workspace, verb: verb) }
    var plan = Plan(name: name, unit: unit, grid: unit == .cell ? grid : nil, entries: [])
    // By hand is what differs from the plan in force, of which the file is an edited copy.
    if let inForce {
      let base = try writer.current.plan(named: inForce)
      if base.unit == plan.unit && base.grid == plan.grid { plan.entries = base.entries }
    }
    return (plan, false)
  }
}

extension PlannedGround {
  /// The work of a unit; 0 for one that is not on this ground.
  func work(of unit: Identifier) -> Double { indexOfUnit[unit].map { units.work[$0] } ?? 0 }
}

extension Plan {
  /// True if an entry's marks differ, though its group does not.
  fileprivate func hasOtherMarks(than old: Plan) -> Bool {
    let before = Dictionary(old.entries.map { ($0.unit, $0) }, uniquingKeysWith: { first, _ in first })
    return entries.contains { before[$0.unit]?.byHand != $0.byHand || before[$0.unit]?.pinned != $0.pinned }
  }
}

extension HandChangeSummary {
  /// Compares a plan before and after a change on the same ground.
  fileprivate init(
    _ old: Plan, _ new: Plan, _ ground: PlannedGround, listed: [WorkingGroup], withdrawn: Set<Identifier>,
    existed: Bool, balance: Double
  ) {
    planName = old.name
    self.existed = existed
    // A group that lost its last unit is in the old plan only, one that had none in the new one only.
    let both = Plan(name: "", unit: old.unit, grid: old.grid, entries: old.entries + new.entries)
    groups = both.groups(listed: listed, withdrawn: [])
    before = ground.measures(old, groups, withdrawn: withdrawn)
    after = ground.measures(new, groups, withdrawn: withdrawn)
    let from = Dictionary(old.entries.map { ($0.unit, $0.group) }, uniquingKeysWith: { first, _ in first })
    let to = Dictionary(new.entries.map { ($0.unit, $0.group) }, uniquingKeysWith: { first, _ in first })
    changes = Set(from.keys).union(to.keys).sorted().compactMap { unit in
      from[unit] == to[unit]
        ? nil : Change(unit: unit, from: from[unit], to: to[unit], work: ground.work(of: unit))
    }
    let ids = Set(changes.flatMap { [$0.from, $0.to].compactMap(\.self) })
    touched =
      existed ? groups.indices.filter { [groups] in ids.contains(groups[$0].id) } : Array(groups.indices)
    warnings = []
    warn(of: old, ground, listed: listed, balance: balance)
  }

  private mutating func warn(
    of old: Plan, _ ground: PlannedGround, listed: [WorkingGroup], balance: Double
  ) {
    for i in touched {
      let (was, now) = (before.shares[i], after.shares[i])
      if now.parts > max(1, was.parts) {
        let earlier = existed ? " (before: \(was.parts))" : ""
        warnings.append("group \(groups[i].id) falls apart: \(now.parts) parts\(earlier)")
      }
      let (then, deviation) = (was.deviation ?? 0, now.deviation ?? 0)
      if abs(deviation) > balance, !existed || abs(deviation) > abs(then) {
        let earlier = existed ? " (before: \(signedPercent(then)))" : ""
        warnings.append(
          """
          group \(groups[i].id) is out of balance: \(signedPercent(deviation)) from its fair share\(earlier), more than \
          \(percent(balance))
          """)
      }
    }
    var hooked: [Identifier: Set<Identifier>] = [:]
    for group in listed { for village in group.hookups { hooked[village, default: []].insert(group.id) } }
    let pinned = Set(old.entries.filter(\.pinned).map(\.unit))
    let villageOfCell = Dictionary(
      ground.loaded.campaign.cells.map { ($0.id, $0.village) }, uniquingKeysWith: { first, _ in first })
    for change in changes {
      guard let to = change.to else { continue }
      let village = old.unit == .village ? change.unit : villageOfCell[change.unit] ?? nil
      if let village, let tied = hooked[village], !tied.contains(to),
        tied.contains(where: { id in groups.contains { $0.id == id } })
      {
        let names = tied.sorted().map(\.text).joined(separator: ", ")
        warnings.append("unit \(change.unit) is hooked up to group \(names); by hand it goes to group \(to)")
      } else if let from = change.from, pinned.contains(change.unit) {
        warnings.append("unit \(change.unit) was pinned to group \(from); by hand it goes to group \(to)")
      }
    }
  }
}
