public import CampaignModel

/// What is known of each target on a day: whether it is expected, visited, by whom it should be, and its gap.
public struct CampaignLedger: Sendable {
  /// The campaign it was made from.
  public let campaign: Campaign
  /// The last day whose visits count; nil counts all.
  public let asOf: LocalDate?
  /// The day by which exclusions and the revisit rule are judged: `asOf`, else the latest day on record; the last day of
  /// the round where that is over, so that a past round stays what it was.
  public let day: LocalDate
  /// The round whose visits count; nil if the campaign has none, and all count.
  public let round: CampaignRound?

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
  /// The shares of targets that must be visited.
  let shares: ShareRules
  /// The days whose visits count.
  let window: ClosedRange<Int32>
  /// For each category set the day before which, by the revisit rule, an effective visit counts no more.
  let oldest: [Int64]
  /// Visits on these days to targets that are not on the roster.
  let unlistedVisits: Int
  /// The flags of visits and the proof of targets; nil if the campaign was read without its visits' evidence.
  public let audit: VisitAudit?

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
  /// - Parameter round: The round whose visits count; nil for the current one, which holds the ledger's day, or else was
  ///   begun last. A campaign without rounds counts all visits.
  /// - Complexity: O(targets + visits + units · log units), two passes over visits, one over the others; with evidence
  ///   also that of ``VisitAudit``.
  public init(_ campaign: Campaign, asOf: LocalDate? = nil, round chosen: CampaignRound? = nil) {
    self.campaign = campaign
    self.asOf = asOf
    let targets = campaign.targets
    let latest = asOf ?? CampaignLedger.latestDay(of: campaign)
    let round = chosen ?? CampaignRound.current(of: campaign.settings.rounds, on: latest)
    self.round = round
    let lastDay = min(asOf?.dayNumber ?? .max, round?.end?.dayNumber ?? .max)
    let firstDay = round?.start.dayNumber ?? .min
    // No visit has a day before all days: the window of a round that has not begun.
    window = firstDay <= lastDay ? firstDay...lastDay : Int32.min...Int32.min
    day = min(latest, round?.end ?? latest)
    let responsibility = Responsibility(campaign)
    let effective = campaign.settings.effectiveOutcomes
    let none = TargetColumns.notVisited

    var visits = ContiguousArray<Int32>(repeating: 0, count: targets.count)
    var lastVisit = ContiguousArray<Int32>(repeating: none, count: targets.count)
    var lastEffective = lastVisit
    var lastFailure = ContiguousArray<Outcome>(repeating: .met, count: targets.count)
    var unlisted = 0
    for i in targets.rosterVisits.indices where targets.rosterVisits[i] != none {
      let day = targets.rosterVisits[i]
      guard window.contains(day) else { continue }
      visits[i] = Int32(truncatingIfNeeded: targets.count(ofRow: i))
      lastVisit[i] = day
      lastEffective[i] = day
    }
    let columns = campaign.visits
    for i in 0..<columns.count where window.contains(columns.days[i]) {
      let day = columns.days[i]
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

    let today = day
    var states = ContiguousArray<State>(repeating: .visited, count: targets.count)
    oldest = targets.categorySets.map { set in
      campaign.settings.revisitDays(ofCategories: set.map { targets.categories[$0] })
        .map { Int64(today.dayNumber) - Int64($0) } ?? .min
    }
    for i in states.indices {
      let isDue = Int64(lastEffective[i]) < oldest[Int(targets.categorySet[i])]
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
    shares = ShareRules(campaign)
    unlistedVisits = unlisted
    if let evidence = columns.evidence {
      audit = VisitAudit(
        campaign, evidence, groups: responsibility.groups, window: window, lastDay: asOf?.dayNumber ?? .max,
        oldest: oldest)
    } else {
      audit = nil
    }
  }

  /// Days beyond the campaign's first and last that may be its own; a visit farther off has a slip in its date.
  static let grace: Int32 = 60

  /// The days on which visits may have been, told by the campaign's first and last day, where these are set.
  static func plausibleDays(of settings: Settings) -> ClosedRange<Int32> {
    let first = settings.start.map { $0.dayNumber - grace } ?? .min
    return first...max(first, settings.end.map { $0.dayNumber + grace } ?? .max)
  }

  /// The latest day on record: of visits, of a roster's visits, and of exclusions, which begin on a day; day 0 if none is.
  ///
  /// One visit with a year too many must not move the whole campaign into another: days that are not plausible count only
  /// where there are no others.
  private static func latestDay(of campaign: Campaign) -> LocalDate {
    let none = TargetColumns.notVisited
    let last = plausibleDays(of: campaign.settings).upperBound
    var (latest, beyond) = (none, none)
    func take(_ day: Int32) {
      if day <= last { latest = max(latest, day) } else { beyond = max(beyond, day) }
    }
    campaign.targets.rosterVisits.forEach(take)
    campaign.visits.days.forEach(take)
    for exclusion in campaign.exclusions { take(exclusion.from.dayNumber) }
    if latest == none { latest = beyond }
    return LocalDate(dayNumber: latest == none ? 0 : latest)
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

  /// Categories with a target share of their own that no target has: mostly a slip in the setting.
  public var idleShares: [String] {
    shares.own.indices.filter { !shares.ownOfCategory.contains($0) }.map { shares.own[$0].category }
  }

  /// True if target `i` is of a priority category.
  public func isPriority(_ i: Int) -> Bool { shares.prioritySets[Int(campaign.targets.categorySet[i])] }
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
