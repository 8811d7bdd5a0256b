internal import CampaignModel
internal import CampaignStore
internal import CoverageAnalysis
internal import SpatialCore

/// What a change of a grid changed in the plans on it: cells keep their group by their name, new ones take the group
/// that has had most of their work.
struct GridChanges {
  /// One cell that is new in a plan, and where its group comes from.
  struct Inheritance {
    var cell: Identifier
    var group: Identifier
    /// The cell whose work it has most of.
    var from: Identifier
  }

  struct OfPlan {
    var plan: String
    var gone: [Identifier]
    var taken: [Inheritance]
    /// New cells with work that no group was responsible for.
    var unassigned: [Identifier]
  }

  var plans: [OfPlan] = []

  /// Every change, one a line.
  var lines: [String] {
    plans.flatMap { change in
      change.gone.map { "plan \(change.plan): cell \($0) is gone from it" }
        + change.taken.map {
          "plan \(change.plan): new cell \($0.cell) goes to \($0.group), after \($0.from)"
        }
        + change.unassigned.map {
          "plan \(change.plan): new cell \($0) has no group; no cell of the plan had its work"
        }
    }
  }
}

extension Pipeline {
  /// Carries plans over from a grid to what has taken its place, and retires the drawn cells that are no more.
  static func carryOver(
    from old: StoredGrid, to new: StoredGrid, _ writer: borrowing WorkspaceWriter, at: String
  ) throws -> GridChanges {
    var changes = GridChanges()
    guard let oldGrid = old.grid, let newGrid = new.grid else { return changes }
    let (before, after) = (Set(old.cells.map(\.id)), Set(new.cells.map(\.id)))
    let goneCells = before.subtracting(after)
    let isInUse = !old.plans.isEmpty || !old.retired.isEmpty
    guard isInUse else { return changes }
    let campaign = try LoadedCampaign(reading: writer.current, withRegions: false).campaign
    let overlaps = try CellOverlaps(campaign, from: old, oldGrid, to: new, newGrid)
    if oldGrid.shape == .balanced {
      let retired = goneCells.sorted().map { RetiredCell(id: $0, successors: overlaps.successors(of: $0)) }
      try writer.retire(retired, of: oldGrid.name, at: at)
    }
    let regionOfID = Dictionary(
      zip(new.cells.map(\.id), new.regions), uniquingKeysWith: { first, _ in first })
    for var plan in old.plans {
      let groupOfCell = Dictionary(
        plan.entries.map { ($0.unit, $0) }, uniquingKeysWith: { first, _ in first })
      var change = GridChanges.OfPlan(plan: plan.name, gone: [], taken: [], unassigned: [])
      change.gone = plan.entries.map(\.unit).filter { !after.contains($0) }
      plan.entries.removeAll { !after.contains($0.unit) }
      for cell in new.cells where !before.contains(cell.id) {
        let work = overlaps.work[cell.id] ?? 0
        // An empty cell is nobody's task.
        guard work > 0 else { continue }
        guard let heir = overlaps.inheritance(of: cell.id, groupOfCell) else {
          change.unassigned.append(cell.id)
          continue
        }
        plan.entries.append(Plan.Entry(unit: cell.id, group: heir.group, pinned: heir.pinned, work: work))
        change.taken.append(GridChanges.Inheritance(cell: cell.id, group: heir.group, from: heir.from))
      }
      plan.entries.sort { $0.unit < $1.unit }
      try writer.save(plan) { regionOfID[$0] }
      changes.plans.append(change)
    }
    return changes
  }
}

/// The work that cells of one grid have in common with those of another, target by target.
private struct CellOverlaps {
  /// The work of each new cell.
  private(set) var work: [Identifier: Double] = [:]
  private var shared: [Identifier: [Identifier: Double]] = [:]
  private var sharedByOld: [Identifier: [Identifier: Double]] = [:]

  init(
    _ campaign: Campaign, from old: StoredGrid, _ oldGrid: Grid, to new: StoredGrid, _ newGrid: Grid
  ) throws {
    let targets = campaign.targets
    let located = LocatedTargets(
      villages: targets.villages, locatedBy: targets.locatedBy,
      disagreements: ContiguousArray(repeating: .nan, count: targets.count))
    let villages = campaign.villages.map(\.code)
    var (then, now) = (
      try CellLocator(oldGrid, cells: old.cells, regions: old.regions),
      try CellLocator(newGrid, cells: new.cells, regions: new.regions)
    )
    let cellsThen = try then.locate(xs: targets.xs, ys: targets.ys, located: located, villages: villages)
    let cellsNow = try now.locate(xs: targets.xs, ys: targets.ys, located: located, villages: villages)
    let ledger = CampaignLedger(campaign)
    let amount = TargetWork(campaign)
    for i in 0..<targets.count where cellsNow[i] >= 0 && !ledger.isExcluded(i) {
      let id = now.cells[Int(cellsNow[i])].id
      work[id, default: 0] += amount[i]
      guard cellsThen[i] >= 0 else { continue }
      let from = then.cells[Int(cellsThen[i])].id
      shared[id, default: [:]][from, default: 0] += amount[i]
      sharedByOld[from, default: [:]][id, default: 0] += amount[i]
    }
  }

  /// The group that had most of a new cell's work, with the cell of that group that had most of it.
  func inheritance(
    of cell: Identifier, _ entries: [Identifier: Plan.Entry]
  ) -> (group: Identifier, from: Identifier, pinned: Bool)? {
    var ofGroup: [Identifier: (sum: Double, most: Double, from: Identifier, pinned: Bool)] = [:]
    for (from, work) in (shared[cell] ?? [:]).sorted(by: { $0.key < $1.key }) {
      guard let entry = entries[from] else { continue }
      var sum = ofGroup[entry.group] ?? (0, 0, from, entry.pinned)
      sum.sum += work
      if work > sum.most { (sum.most, sum.from, sum.pinned) = (work, from, entry.pinned) }
      ofGroup[entry.group] = sum
    }
    let best = ofGroup.max { ($0.value.sum, $1.key) < ($1.value.sum, $0.key) }
    return best.map { ($0.key, $0.value.from, $0.value.pinned) }
  }

  /// The new cells that have an old one's work, most first.
  func successors(of cell: Identifier) -> [Identifier] {
    (sharedByOld[cell] ?? [:]).sorted { ($1.value, $0.key) < ($0.value, $1.key) }.map(\.key)
  }
}
