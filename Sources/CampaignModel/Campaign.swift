/// All that coverage is counted from, read once: places, people, the plan, located targets and visits.
///
/// Villages, cells, groups and members are sorted by code or id (bytes); targets and visits refer to them by index.
public struct Campaign: Sendable {
  /// The campaign's rules.
  public var settings: Settings
  /// Villages, sorted by code.
  public var villages: [Village]
  /// Cells of the grid that is counted, sorted by id; empty without a grid.
  public var cells: [GridCell]
  /// Working groups, sorted by id, with the nameless groups of the plan among them.
  public var groups: [WorkingGroup]
  /// Members, sorted by id.
  public var members: [Member]
  /// The plan that says who is responsible, if there is one.
  public var plan: Plan?
  /// Located targets.
  public var targets: TargetColumns
  /// Visits in the order in which they happened.
  public var visits: VisitColumns
  /// Exclusions of targets.
  public var exclusions: [Exclusion]

  /// A campaign; groups that only the plan knows are added to `groups` by the caller.
  public init(
    settings: Settings, villages: [Village], cells: [GridCell], groups: [WorkingGroup], members: [Member],
    plan: Plan?, targets: TargetColumns, visits: VisitColumns, exclusions: [Exclusion]
  ) {
    self.settings = settings
    self.villages = villages
    self.cells = cells
    self.groups = groups
    self.members = members
    self.plan = plan
    self.targets = targets
    self.visits = visits
    self.exclusions = exclusions
  }

  /// For each category set of the targets, whether it holds a priority category.
  public var prioritySets: [Bool] {
    let wanted = settings.priorityCategories.map(Set.init)
    let isPriority = targets.categories.map { wanted?.contains($0) ?? true }
    return targets.categorySets.map { $0.contains { isPriority[$0] } }
  }
}
