public import CampaignModel

/// What is known of each target on a day: whether it is expected, visited, by whom it should be, and its gap.
public struct CampaignLedger: Sendable {
  /// The campaign it was made from.
  public let campaign: Campaign
  /// The last day whose visits count; nil counts all.
  public let asOf: LocalDate?
  /// The day by which exclusions and the revisit rule are judged: `asOf`, else the latest day on record.
  public let day: LocalDate

  /// Index of the responsible group for each target, or -1.
  let groups: ContiguousArray<Int32>
  /// Index of the group for each unit of the plan, or -1.
  let unitGroups: ContiguousArray<Int32>
  /// Visits made to each target by the day, a roster's `visited` among them.
  let visits: ContiguousArray<Int32>
  /// Day number of the latest visit to each target, or `TargetColumns.notVisited`.
  let lastVisit: ContiguousArray<Int32>
  /// What each target counts as.
  private(set) var states: ContiguousArray<State>
  /// For each category set, whether it holds a priority category.
  let prioritySets: [Bool]
  /// The shares of priority and other targets that must be visited.
  let shares: (priority: Double, other: Double)
  /// Visits by the day to targets that are not on the roster.
  let unlistedVisits: Int

  /// What a target counts as.
  enum State: Equatable {
    /// Out of every total, and listed apart.
    case excluded
    /// Not asked for: ``restricted(toGroup:category:)``.
    case outside
    case visited
    case gap(GapReason)
  }

  /// Adds up a campaign as of a day.
  ///
  /// - Complexity: O(targets + visits + units · log units), one pass over each.
  public init(_ campaign: Campaign, asOf: LocalDate? = nil) {
    self.campaign = campaign
    self.asOf = asOf
    let targets = campaign.targets
    let lastDay = asOf?.dayNumber ?? Int32.max
    let responsibility = Responsibility(campaign)
    let effective = campaign.settings.effectiveOutcomes
    let none = TargetColumns.notVisited

    var visits = ContiguousArray<Int32>(repeating: 0, count: targets.count)
    var lastVisit = ContiguousArray<Int32>(repeating: none, count: targets.count)
    var lastEffective = lastVisit
    var lastFailure = ContiguousArray<Outcome>(repeating: .met, count: targets.count)
    var unlisted = 0
    var latestDay = none
    for i in targets.rosterVisits.indices where targets.rosterVisits[i] != none {
      let day = targets.rosterVisits[i]
      guard day <= lastDay else { continue }
      visits[i] = 1
      lastVisit[i] = day
      lastEffective[i] = day
      latestDay = max(latestDay, day)
    }
    let columns = campaign.visits
    for i in 0..<columns.count where columns.days[i] <= lastDay {
      let day = columns.days[i]
      latestDay = max(latestDay, day)
      guard columns.targets[i] >= 0 else {
        unlisted += 1
        continue
      }
      let target = Int(columns.targets[i])
      visits[target] += 1
      lastVisit[target] = max(lastVisit[target], day)
      if effective.contains(columns.outcomes[i]) {
        lastEffective[target] = max(lastEffective[target], day)
      } else {
        // Visits come in the order in which they happened, so that the last one written is the latest.
        lastFailure[target] = columns.outcomes[i]
      }
    }
    if asOf == nil {
      for exclusion in campaign.exclusions { latestDay = max(latestDay, exclusion.from.dayNumber) }
    }
    day = asOf ?? LocalDate(dayNumber: latestDay == none ? 0 : latestDay)

    let today = day
    var states = ContiguousArray<State>(repeating: .visited, count: targets.count)
    let oldest = campaign.settings.revisitAfterDays.map { Int64(today.dayNumber) - Int64($0) }
    for i in states.indices {
      let isDue = oldest.map { Int64(lastEffective[i]) < $0 } ?? false
      if lastEffective[i] != none && !isDue { continue }
      let reason: GapReason =
        if targets.villages[i] < 0 {
          .noKnownVillage
        } else if responsibility.groups[i] < 0 {
          .noGroup
        } else if visits[i] == 0 {
          .neverVisited
        } else if lastEffective[i] != none {
          .revisitDue
        } else {
          GapReason(failure: lastFailure[i])
        }
      states[i] = .gap(reason)
    }
    for exclusion in campaign.exclusions where exclusion.target >= 0 && exclusion.holds(on: today) {
      states[Int(exclusion.target)] = .excluded
    }

    groups = responsibility.groups
    unitGroups = responsibility.unitGroups
    self.visits = visits
    self.lastVisit = lastVisit
    self.states = states
    prioritySets = campaign.prioritySets
    shares = (campaign.settings.priorityTargetShare, campaign.settings.otherTargetShare)
    unlistedVisits = unlisted
  }

  /// The same ledger over the targets for which a group is responsible, or of a category: what the others are is in no
  /// count.
  public func restricted(toGroup group: Identifier? = nil, category: String? = nil) -> CampaignLedger {
    var ledger = self
    let groupIndex = group.map { id in Int32(campaign.groups.firstIndex { $0.id == id } ?? -2) }
    let categoryIndex = category.map { campaign.targets.categories.firstIndex(of: $0) ?? -1 }
    for i in states.indices {
      let isOfGroup = groupIndex.map { $0 == groups[i] } ?? true
      let isOfCategory =
        categoryIndex.map { campaign.targets.categorySets[Int(campaign.targets.categorySet[i])].contains($0) }
        ?? true
      if !isOfGroup || !isOfCategory { ledger.states[i] = .outside }
    }
    return ledger
  }

  /// Index of the working group responsible for target `i`, or -1.
  public func group(ofTarget i: Int) -> Int32 { groups[i] }

  /// Index of the working group responsible for each village, or -1: by a plan of cells the one that holds most of its work.
  ///
  /// - Complexity: O(targets) for a plan of cells.
  public var groupsOfVillages: [Int32] {
    switch campaign.plan?.unit {
    case .village: Array(unitGroups)
    case .cell: Responsibility.mainGroups(of: campaign, groups: groups)
    case nil: Array(repeating: -1, count: campaign.villages.count)
    }
  }

  /// True if target `i` is of a priority category.
  public func isPriority(_ i: Int) -> Bool { prioritySets[Int(campaign.targets.categorySet[i])] }
}

extension GapReason {
  /// The reason that a target's latest failed visit gives.
  init(failure outcome: Outcome) {
    switch outcome {
    case .nobodyHome: self = .nobodyHome
    case .refused: self = .refused
    case .inaccessible: self = .inaccessible
    case .movedAway: self = .movedAway
    case .notFound: self = .notFound
    // `met` is always effective (the settings see to it), so that it is never the outcome of a failed visit.
    case .met: self = .neverVisited
    }
  }
}
