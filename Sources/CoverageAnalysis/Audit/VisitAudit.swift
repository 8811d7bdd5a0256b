public import CampaignModel

/// What an audit finds: the flags of every visit, and what the visits to each target are worth as proof.
public struct VisitAudit: Sendable {
  /// The thresholds.
  public let rules: AuditRules
  /// The flags of each visit; none for visits that are not looked at.
  public let flags: ContiguousArray<VisitFlags>
  /// Whether each visit is looked at: one that counts on the ledger's days, or that no round holds.
  public let isInScope: ContiguousArray<Bool>
  /// How many visits were made on the ground of other groups.
  public let otherGround: OtherGround
  /// For each visit flagged as too fast, the speed in km/h that it would have taken.
  public let speeds: [Int32: Double]
  /// What the visits that count are worth, for each target; ``Proof/none`` where none is effective.
  public let proofs: ContiguousArray<Proof>

  /// What effective visits to a target are worth.
  public enum Proof: UInt8, Sendable {
    /// There is none.
    case none
    /// One has a fix that can be held against the target, and no flag.
    case verified
    /// None has a flag, and none such a fix.
    case unproven
    /// Some are flagged, and none of the others has such a fix.
    case doubtful
  }

  /// Visits on the ground of other groups than those that made them.
  public struct OtherGround: Sendable, Equatable {
    /// Visits of a group to a target for which some group is responsible.
    public var judged = 0
    /// Those of another group than the responsible one.
    public var outside = 0
    /// False if these are so many that the plan cannot be the one by which the groups went: then they have no flag.
    public var isFlagged = true
  }

  /// Audits a campaign.
  ///
  /// - Parameters:
  ///   - groups: Index of the group responsible for each target, or -1.
  ///   - window: The days whose visits count.
  ///   - lastDay: The last day that is looked at.
  ///   - oldest: For each category set, the day before which an effective visit counts no more.
  /// - Complexity: O(visits · log visits + targets).
  init(
    _ campaign: Campaign, _ evidence: VisitEvidence, groups: ContiguousArray<Int32>,
    window: ClosedRange<Int32>, lastDay: Int32, oldest: [Int64]
  ) {
    let visits = campaign.visits
    rules = AuditRules(campaign.settings)
    let places = VisitPlaces(campaign, evidence, rules)
    let rounds = campaign.settings.rounds
    let scope = ContiguousArray(
      visits.days.map { day in
        window.contains(day)
          || !rounds.isEmpty && day <= lastDay
            && !rounds.contains { $0.start.dayNumber <= day && day <= $0.end?.dayNumber ?? .max }
      })
    let found = FlagFinder(places, rules, groups: groups) { scope[$0] }
    flags = found.flags
    speeds = found.speeds
    otherGround = found.otherGround
    isInScope = scope
    proofs = VisitAudit.proofs(places, found.flags, window: window, oldest: oldest)
  }

  private static func proofs(
    _ places: VisitPlaces, _ flags: ContiguousArray<VisitFlags>, window: ClosedRange<Int32>, oldest: [Int64]
  ) -> ContiguousArray<Proof> {
    let (targets, visits) = (places.campaign.targets, places.campaign.visits)
    let effective = places.campaign.settings.effectiveOutcomes
    var proofs = ContiguousArray(repeating: Proof.none, count: targets.count)
    func counts(_ day: Int32, _ target: Int) -> Bool {
      window.contains(day) && Int64(day) >= oldest[Int(targets.categorySet[target])]
    }
    for i in targets.rosterVisits.indices
    where targets.rosterVisits[i] != TargetColumns.notVisited && counts(targets.rosterVisits[i], i) {
      proofs[i] = .unproven
    }
    for i in 0..<visits.count {
      let target = Int(visits.targets[i])
      guard target >= 0, proofs[target] != .verified, counts(visits.days[i], target),
        effective.contains(visits.outcomes[i])
      else { continue }
      if !flags[i].isEmpty {
        proofs[target] = .doubtful
      } else if places.distance(i) != nil {
        proofs[target] = .verified
      } else if proofs[target] == .none {
        proofs[target] = .unproven
      }
    }
    return proofs
  }
}
