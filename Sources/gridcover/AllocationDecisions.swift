internal import CampaignModel
internal import Planning

/// What is decided before a plan is made: hook-ups, pins, what was changed by hand, forbidden pairs.
struct Decisions {
  private(set) var pins: [AllocationProblem.Pin] = []
  private(set) var forbidden: [AllocationProblem.Pin] = []
  private(set) var notes: [String] = []
  /// Units that a hook-up or a pins file fixes.
  private var fixed: Set<Identifier> = []
  /// Units that somebody gave to their group by hand.
  private var byHand: Set<Identifier> = []

  /// A change by hand overrides a hook-up, as it was meant to when it was made; a pins file, which is given now, overrides
  /// a change by hand.
  ///
  /// - Throws: ``CommandError`` for a hook-up to an unknown village, ``PlanError`` for a bad line of a file.
  init(
    _ request: AllocationRequest, keeping kept: Plan?, groups: [WorkingGroup], ground: PlannedGround
  ) throws {
    let known = groups.map(\.id)
    func read(_ files: [String]) throws -> [AllocationProblem.Pin] {
      try files.flatMap { file in
        try AllocationFile.decisions(
          file, what: ground.unit, isUnit: { ground.indexOfUnit[$0] != nil }, groups: known
        ).map { AllocationProblem.Pin(unit: $0.unit, group: $0.group) }
      }
    }
    let filed = try read(request.pinFiles)
    forbidden = try read(request.forbidFiles)
    let pinnedNow = Set(filed.map(\.unit))
    let groupIDs = Set(known)
    let manual = (kept?.entries ?? []).filter {
      $0.byHand && !pinnedNow.contains($0.unit) && ground.indexOfUnit[$0.unit] != nil
    }
    let gone = manual.filter { !groupIDs.contains($0.group) }
    if !gone.isEmpty {
      notes.append(
        """
        \(counted(gone.count, "unit")) given by hand to groups that are gone may go anywhere: \
        \(gone.prefix(10).map(\.unit.text).joined(separator: ", "))
        """)
    }
    let handed = manual.filter { groupIDs.contains($0.group) }
    byHand = Set(handed.map(\.unit))
    let asked = request.ignoresHookUps ? [] : groups
    let hookUps = try Decisions.hookUps(of: asked, to: ground).filter { !byHand.contains($0.unit) }
    fixed = Set((hookUps + filed).map(\.unit))
    pins = hookUps + filed + handed.map { AllocationProblem.Pin(unit: $0.unit, group: $0.group) }
  }

  /// The plan that a result makes: every unit with work, and what is pinned.
  func plan(
    named name: String, ground: PlannedGround, groups: [WorkingGroup], result: AllocationResult
  ) -> Plan {
    let units = ground.units
    let entries = units.ids.indices.filter { result.groups[$0] >= 0 }.map { i in
      Plan.Entry(
        unit: units.ids[i], group: groups[Int(result.groups[i])].id, pinned: fixed.contains(units.ids[i]),
        byHand: byHand.contains(units.ids[i]), work: units.work[i])
    }
    return Plan(
      name: name, unit: ground.unit, grid: ground.gridName, entries: entries.sorted { $0.unit < $1.unit })
  }

  /// Hook-ups as pins. A hook-up to a village pins all cells of that village that have work.
  private static func hookUps(
    of groups: [WorkingGroup], to ground: PlannedGround
  ) throws -> [AllocationProblem.Pin] {
    let campaign = ground.loaded.campaign
    let known = Set(campaign.villages.map(\.code))
    var cellsOfVillage: [Identifier: [Identifier]] = [:]
    if ground.unit == .cell {
      for i in campaign.cells.indices where ground.units.work[i] > 0 {
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
        let pinnedUnits = ground.unit == .village ? [village] : cellsOfVillage[village] ?? []
        pins += pinnedUnits.map { AllocationProblem.Pin(unit: $0, group: group.id) }
      }
    }
    return pins
  }
}
