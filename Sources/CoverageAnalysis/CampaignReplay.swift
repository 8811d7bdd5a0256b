internal import CampaignModel

/// Two states of a campaign in one numbering, and the states in between, in which the first causes of change have had their
/// effect and the others not yet.
struct CampaignReplay {
  private let before: Campaign
  private let after: Campaign
  private let (dayBefore, dayAfter): (Int32, Int32)
  private let villages: Union<Village>
  private let cells: Union<GridCell>
  private let groups: [WorkingGroup]
  private let categories: (names: [String], sets: [[Int]])
  /// All targets of both states: their rows in each, or -1.
  private var targets: [(before: Int, after: Int)] = []
  private var rowBefore: [Int] = []
  private var rowAfter: [Int] = []
  /// For each visit of the later state, its row among the earlier ones, or -1.
  private var earlierVisit: [Int] = []
  /// For each visit of the earlier state, whether the later one has it.
  private var isStillThere: [Bool]

  init(_ earlier: CampaignState, _ later: CampaignState) {
    before = earlier.campaign
    after = later.campaign
    (dayBefore, dayAfter) = (earlier.day.dayNumber, later.day.dayNumber)
    villages = Union(before.villages, after.villages, key: \.code)
    cells = Union(before.cells, after.cells, key: \.id)
    groups = Union(before.groups, after.groups, key: \.id).items
    categories = CampaignReplay.categories(before.targets, after.targets)
    isStillThere = Array(repeating: false, count: before.visits.count)
    var rowOfID: [Identifier: Int] = [:]
    for i in 0..<before.targets.count {
      rowOfID[Identifier(before.targets.ids[i] ?? "")] = i
      targets.append((i, -1))
      rowBefore.append(i)
    }
    for i in 0..<after.targets.count {
      if let row = rowOfID[Identifier(after.targets.ids[i] ?? "")] {
        targets[row].after = i
        rowAfter.append(row)
      } else {
        rowAfter.append(targets.count)
        targets.append((-1, i))
      }
    }
    var visitOfID: [Identifier: Int] = [:]
    for i in 0..<before.visits.count { visitOfID[Identifier(before.visits.ids[i] ?? "")] = i }
    for i in 0..<after.visits.count {
      let row = visitOfID[Identifier(after.visits.ids[i] ?? "")] ?? -1
      earlierVisit.append(row)
      if row >= 0 { isStillThere[row] = true }
    }
  }

  /// The campaign in which all causes up to this one have had their effect.
  func campaign(after cause: ChangeCause) -> Campaign {
    func isPast(_ other: ChangeCause) -> Bool { cause.rawValue >= other.rawValue }
    var columns = TargetColumns()
    (columns.categories, columns.categorySets) = categories
    var place = [Int32](repeating: -1, count: targets.count)
    for (row, target) in targets.enumerated() {
      let isThere =
        target.before >= 0
        ? target.after >= 0 || !isPast(.withdrawnTargets) : isPast(.addedTargets)
      guard isThere else { continue }
      place[row] = Int32(columns.count)
      let isOther = target.before < 0 || (target.after >= 0 && isPast(.correctedTargets))
      let source = isOther ? after.targets : before.targets
      let i = isOther ? target.after : target.before
      // Nothing is counted by ids, and a million of them would be copied at each step.
      columns.ids.append(nil)
      columns.kinds.append(source.kinds[i])
      columns.xs.append(source.xs[i])
      columns.ys.append(source.ys[i])
      columns.categorySet.append(
        source.categorySet[i] + (isOther ? Int32(before.targets.categorySets.count) : 0))
      let isElsewhere =
        target.before < 0
        || (target.after >= 0 && (isPast(.boundaries) || (isOther && hasMovedItself(target))))
      let ground = isElsewhere ? after.targets : before.targets
      let j = isElsewhere ? target.after : target.before
      columns.locatedBy.append(ground.locatedBy[j])
      columns.villages.append(villages.place(ground.villages[j], isLater: isElsewhere))
      columns.cells.append(cells.place(ground.cells[j], isLater: isElsewhere))
      columns.rosterVisits.append(rosterVisit(target, isPast))
    }
    let exclusions: [Exclusion] =
      isPast(.exclusions)
      ? after.exclusions.map { moved($0, rowAfter, place) }
      : before.exclusions.filter { $0.holds(on: LocalDate(dayNumber: dayBefore)) }.map { exclusion in
        // By the later day the ones of the earlier day still hold.
        var kept = moved(exclusion, rowBefore, place)
        kept.from = LocalDate(dayNumber: dayBefore)
        kept.to = nil
        return kept
      }
    return Campaign(
      settings: before.settings, villages: villages.items, cells: cells.items, groups: groups, members: [],
      plan: isPast(.plan) ? after.plan : before.plan, targets: columns,
      visits: visits(isPast, place), exclusions: exclusions)
  }

  /// How many records stand behind each cause.
  func records() -> [ChangeCause: Int] {
    var counts: [ChangeCause: Int] = [:]
    for i in 0..<after.visits.count where after.visits.days[i] <= dayAfter {
      if after.visits.days[i] > dayBefore {
        counts[.newVisits, default: 0] += 1
      } else if earlierVisit[i] < 0 {
        counts[.lateVisits, default: 0] += 1
      } else if isOther(visit: i, than: earlierVisit[i]) {
        counts[.correctedVisits, default: 0] += 1
      }
    }
    for i in 0..<before.visits.count where !isStillThere[i] && before.visits.days[i] <= dayBefore {
      counts[.correctedVisits, default: 0] += 1
    }
    for target in targets {
      guard target.before >= 0 else {
        counts[.addedTargets, default: 0] += 1
        continue
      }
      guard target.after >= 0 else {
        counts[.withdrawnTargets, default: 0] += 1
        continue
      }
      let (old, new) = (
        before.targets.rosterVisits[target.before], after.targets.rosterVisits[target.after]
      )
      if old != new {
        let cause: ChangeCause =
          old != TargetColumns.notVisited
          ? .correctedVisits : new > dayBefore ? .newVisits : .lateVisits
        if new <= dayAfter { counts[cause, default: 0] += 1 }
      }
      if hasMovedItself(target)
        || before.targets.kinds[target.before] != after.targets.kinds[target.after]
      {
        counts[.correctedTargets, default: 0] += 1
      } else if isElsewhere(target) {
        counts[.boundaries, default: 0] += 1
      }
    }
    // A target that is gone took its exclusion with it.
    counts[.exclusions] = excluded(before, dayBefore, rowBefore)
      .symmetricDifference(excluded(after, dayAfter, rowAfter)).count { targets[$0].after >= 0 }
    let (old, new) = (CampaignReplay.groups(of: before.plan), CampaignReplay.groups(of: after.plan))
    counts[.plan] = Set(old.keys).union(new.keys).count { old[$0] != new[$0] }
    counts[.settings] = Settings.entries.map(\.key).count {
      $0 != "plan" && $0 != "grid" && before.settings[$0] != after.settings[$0]
    }
    return counts.filter { $0.value > 0 }
  }

  // MARK: Visits

  /// Visits of the earlier state that have not given way, then those of the later one that are there by now.
  private func visits(_ isPast: (ChangeCause) -> Bool, _ place: [Int32]) -> VisitColumns {
    var columns = VisitColumns()
    func append(_ source: VisitColumns, _ i: Int, row: Int) {
      columns.ids.append(nil)
      columns.targets.append(row < 0 ? -1 : place[row])
      columns.days.append(source.days[i])
      columns.seconds.append(source.seconds[i])
      columns.outcomes.append(source.outcomes[i])
      columns.groups.append(-1)
      columns.members.append(-1)
      columns.batches.append(-1)
    }
    let isCorrected = isPast(.correctedVisits)
    var order: [(day: Int32, second: Int32, isLater: Bool, row: Int)] = []
    if !isCorrected {
      for i in 0..<before.visits.count where before.visits.days[i] <= dayBefore {
        order.append((before.visits.days[i], before.visits.seconds[i], false, i))
      }
    }
    for i in 0..<after.visits.count {
      let isNew = after.visits.days[i] > dayBefore
      let isLate = !isNew && earlierVisit[i] < 0
      if isCorrected || (isNew && isPast(.newVisits)) || (isLate && isPast(.lateVisits)) {
        order.append((after.visits.days[i], after.visits.seconds[i], true, i))
      }
    }
    order.sort {
      ($0.day, $0.second, $0.isLater ? 1 : 0, $0.row) < ($1.day, $1.second, $1.isLater ? 1 : 0, $1.row)
    }
    for visit in order {
      if visit.isLater {
        append(after.visits, visit.row, row: targetRow(ofLater: visit.row))
      } else {
        let target = before.visits.targets[visit.row]
        append(before.visits, visit.row, row: target < 0 ? -1 : rowBefore[Int(target)])
      }
    }
    return columns
  }

  /// The target of a later visit; one that is off the roster by then is known from the earlier visit, so that its visits go
  /// when it goes.
  private func targetRow(ofLater i: Int) -> Int {
    let target = after.visits.targets[i]
    if target >= 0 { return rowAfter[Int(target)] }
    guard earlierVisit[i] >= 0 else { return -1 }
    let earlier = before.visits.targets[earlierVisit[i]]
    guard earlier >= 0 else { return -1 }
    let row = rowBefore[Int(earlier)]
    // A target that is still listed would have been found: the visit is one to another target now.
    return targets[row].after < 0 ? row : -1
  }

  private func isOther(visit i: Int, than j: Int) -> Bool {
    let (new, old) = (after.visits, before.visits)
    if new.days[i] != old.days[j] || new.outcomes[i] != old.outcomes[j] { return true }
    let row = old.targets[j] < 0 ? -1 : rowBefore[Int(old.targets[j])]
    // Where the earlier roster did not have the target, the visit may be the same.
    return row >= 0 && row != targetRow(ofLater: i)
  }

  private func rosterVisit(
    _ target: (before: Int, after: Int), _ isPast: (ChangeCause) -> Bool
  ) -> Int32 {
    let none = TargetColumns.notVisited
    let old = target.before < 0 ? none : before.targets.rosterVisits[target.before]
    guard target.after >= 0 else { return old <= dayBefore ? old : none }
    let new = after.targets.rosterVisits[target.after]
    if target.before < 0 || isPast(.correctedVisits) { return new }
    if old != none && old <= dayBefore { return old }
    if new > dayBefore { return isPast(.newVisits) ? new : none }
    return isPast(.lateVisits) ? new : none
  }

  // MARK: Places

  private func isElsewhere(_ target: (before: Int, after: Int)) -> Bool {
    villages.place(before.targets.villages[target.before], isLater: false)
      != villages.place(after.targets.villages[target.after], isLater: true)
      || cells.place(before.targets.cells[target.before], isLater: false)
        != cells.place(after.targets.cells[target.after], isLater: true)
  }

  /// True if the target's own row says another place: other coordinates, or another declared village where that decides
  /// and both states know both villages.
  private func hasMovedItself(_ target: (before: Int, after: Int)) -> Bool {
    let (old, new) = (before.targets, after.targets)
    let (i, j) = (target.before, target.after)
    if old.xs[i].bitPattern != new.xs[j].bitPattern || old.ys[i].bitPattern != new.ys[j].bitPattern {
      return true
    }
    guard old.locatedBy[i] == .declared, new.locatedBy[j] == .declared else { return false }
    let (from, to) = (
      villages.place(old.villages[i], isLater: false), villages.place(new.villages[j], isLater: true)
    )
    return from != to && villages.isInBoth(from) && villages.isInBoth(to)
  }

  private func moved(_ exclusion: Exclusion, _ rows: [Int], _ place: [Int32]) -> Exclusion {
    var exclusion = exclusion
    if exclusion.target >= 0 { exclusion.target = place[rows[Int(exclusion.target)]] }
    return exclusion
  }

  private func excluded(_ campaign: Campaign, _ day: Int32, _ rows: [Int]) -> Set<Int> {
    let holding = campaign.exclusions.filter {
      $0.target >= 0 && $0.holds(on: LocalDate(dayNumber: day))
    }
    return Set(holding.map { rows[Int($0.target)] })
  }

  private static func groups(of plan: Plan?) -> [Identifier: Identifier] {
    Dictionary(plan?.entries.map { ($0.unit, $0.group) } ?? [], uniquingKeysWith: { first, _ in first })
  }

  /// The categories of both, and the sets of the one followed by those of the other.
  private static func categories(
    _ a: TargetColumns, _ b: TargetColumns
  ) -> (names: [String], sets: [[Int]]) {
    let names = Set((a.categories + b.categories).map { Identifier($0) }).sorted()
    let places = Dictionary(uniqueKeysWithValues: names.enumerated().map { ($1, $0) })
    let sets = [a, b].flatMap { columns in
      columns.categorySets.map { set in
        set.compactMap { places[Identifier(columns.categories[$0])] }.sorted()
      }
    }
    return (names.map(\.text), sets)
  }
}

/// Two sorted lists in one; what both have is as the later one has it.
private struct Union<Item> {
  let items: [Item]
  private let ofEarlier: [Int32]
  private let ofLater: [Int32]
  private let isShared: [Bool]

  init(_ earlier: [Item], _ later: [Item], key: (Item) -> Identifier) {
    var items: [Identifier: Item] = [:]
    for item in earlier + later { items[key(item)] = item }
    let keys = items.keys.sorted()
    let places = Dictionary(uniqueKeysWithValues: keys.enumerated().map { ($1, Int32($0)) })
    self.items = keys.compactMap { items[$0] }
    ofEarlier = earlier.map { places[key($0)] ?? -1 }
    ofLater = later.map { places[key($0)] ?? -1 }
    let both = Set(earlier.map(key)).intersection(later.map(key))
    isShared = keys.map { both.contains($0) }
  }

  /// The place in this list of an index into one of the two; -1 stays -1.
  func place(_ index: Int32, isLater: Bool) -> Int32 {
    index < 0 ? -1 : isLater ? ofLater[Int(index)] : ofEarlier[Int(index)]
  }

  func isInBoth(_ place: Int32) -> Bool { place >= 0 && isShared[Int(place)] }
}
