public import CampaignModel

/// The claimed targets that a group's recheck is drawn from, what was drawn, and what came of it.
///
/// A lot holds the claimed targets whose latest counting visit a group made: who says that he was there is the one to be
/// checked. Where that visit names no group, or only the roster says "visited", it is the responsible group.
public struct RecheckLot: Sendable, Equatable {
  /// Index of the group, or -1.
  public var group: Int32
  /// How many to check and how many may be untrue; nil if nothing is claimed.
  public var plan: LotPlan?
  /// The targets drawn, in the order in which to take them: rows in ``TargetColumns``.
  public var drawn: [Draw] = []
  /// Drawn targets that were confirmed.
  public var confirmed = 0
  /// Drawn targets that were not confirmed.
  public var notConfirmed = 0
  /// Drawn targets at which nobody could be asked.
  public var notReached = 0
  /// Rechecks of targets of this lot that were not drawn: they say nothing of the others.
  public var beyond = 0

  /// A target to be checked.
  public struct Draw: Sendable, Equatable {
    /// Row in ``TargetColumns``.
    public var target: Int32
    /// The latest visit by which it is claimed, a row in ``VisitColumns``; -1 if only the roster says so.
    public var visit: Int32
    /// What the latest recheck said; nil if there is none.
    public var result: RecheckResult?

    /// A target to be checked.
    public init(target: Int32, visit: Int32, result: RecheckResult? = nil) {
      self.target = target
      self.visit = visit
      self.result = result
    }
  }

  /// The share of confirmed among those who could be asked, with its 95 % interval (Wilson); nil before the first.
  public var rate: (share: Double, interval: ClosedRange<Double>)? {
    let asked = confirmed + notConfirmed
    return Probability.wilson(confirmed, of: asked).map { (Double(confirmed) / Double(asked), $0) }
  }

  /// What the sample says; nil without a plan.
  public var verdict: LotPlan.Verdict? { plan?.verdict(confirmed: confirmed, notConfirmed: notConfirmed) }

  /// A lot of which nothing is known yet.
  public init(group: Int32) { self.group = group }
}

extension CampaignLedger {
  /// Draws a recheck sample of each group, and puts the rechecks that there are beside it.
  ///
  /// Each target has a random number of its own, made of the seed and its id, and the smallest are drawn: neither the order of
  /// imports nor what other groups have done changes a sample, and a longer list begins with the shorter one.
  ///
  /// - Parameters:
  ///   - size: How many of each group to draw; nil for as many as the rules ask for.
  ///   - seed: Who knows it knows who will be checked: choose it when the visits are in.
  /// - Returns: A lot for each group that claims something, by id, `(none)` last.
  /// - Complexity: O(targets + visits + claims · log claims + rechecks).
  public func recheckLots(
    rules: RecheckRules, size: Int? = nil, seed: UInt64, rechecks: [Recheck] = []
  ) -> [RecheckLot] {
    let claims = latestClaims()
    let none = campaign.groups.count
    var members: [[Int32]] = Array(repeating: [], count: none + 1)
    for i in claims.groups.indices where claims.visits[i] != Claims.unclaimed {
      members[claims.groups[i] < 0 ? none : Int(claims.groups[i])].append(Int32(i))
    }
    var results = ContiguousArray<RecheckResult?>(repeating: nil, count: campaign.targets.count)
    for recheck in rechecks.sorted(by: { ($0.day, $0.id) < ($1.day, $1.id) }) where recheck.target >= 0 {
      results[Int(recheck.target)] = recheck.result
    }
    return members.indices.compactMap { group in
      guard !members[group].isEmpty else { return nil }
      var lot = RecheckLot(group: group == none ? -1 : Int32(group))
      let count = members[group].count
      lot.plan =
        if let size { LotPlan(lot: count, sample: min(size, count), rules: rules) } else {
          LotPlan(lot: count, rules: rules)
        }
      let sample = lot.plan?.sample ?? 0
      let order = members[group].map { (key: drawKey(seed, target: Int($0)), target: $0) }
        .sorted { ($0.key, $0.target) < ($1.key, $1.target) }
      for (rank, entry) in order.enumerated() {
        let result = results[Int(entry.target)]
        guard rank < sample else {
          if result != nil { lot.beyond += 1 }
          continue
        }
        lot.drawn.append(
          RecheckLot.Draw(target: entry.target, visit: claims.visits[Int(entry.target)], result: result))
        switch result {
        case .confirmed: lot.confirmed += 1
        case .notConfirmed: lot.notConfirmed += 1
        case .notReached: lot.notReached += 1
        case nil: break
        }
      }
      return lot
    }
  }

  /// What all rechecks of claimed targets came to, whatever sample they were drawn for: the latest of each target counts.
  ///
  /// Without the sample there is no verdict, and the share confirmed is that of those who were asked: ``recheckLots(rules:size:seed:rechecks:)``
  /// says what a drawn sample proves.
  ///
  /// - Returns: A lot without a plan for each group of which a claim was rechecked, by id, `(none)` last.
  /// - Complexity: O(targets + visits + rechecks · log rechecks).
  public func recheckResults(_ rechecks: [Recheck]) -> [RecheckLot] {
    guard !rechecks.isEmpty else { return [] }
    let claims = latestClaims()
    let none = campaign.groups.count
    var lots = (0...none).map { RecheckLot(group: $0 == none ? -1 : Int32($0)) }
    var latest: [Int32: RecheckResult] = [:]
    for recheck in rechecks.sorted(by: { ($0.day, $0.id) < ($1.day, $1.id) }) where recheck.target >= 0 {
      latest[recheck.target] = recheck.result
    }
    for (target, result) in latest where claims.visits[Int(target)] != Claims.unclaimed {
      let group = claims.groups[Int(target)]
      let lot = group < 0 ? none : Int(group)
      switch result {
      case .confirmed: lots[lot].confirmed += 1
      case .notConfirmed: lots[lot].notConfirmed += 1
      case .notReached: lots[lot].notReached += 1
      }
    }
    return lots.filter { $0.confirmed + $0.notConfirmed + $0.notReached > 0 }
  }

  private struct Claims {
    static let unclaimed = Int32.min
    /// For each target the latest visit that counts, -1 for the roster's, or `unclaimed`.
    var visits: ContiguousArray<Int32>
    /// For each target the group that makes the claim, or -1.
    var groups: ContiguousArray<Int32>
  }

  private func latestClaims() -> Claims {
    let (targets, visits) = (campaign.targets, campaign.visits)
    let effective = campaign.settings.effectiveOutcomes
    var claims = Claims(
      visits: ContiguousArray(repeating: Claims.unclaimed, count: targets.count), groups: groups)
    for i in 0..<targets.count where states[i] == .visited { claims.visits[i] = -1 }
    for i in 0..<visits.count where window.contains(visits.days[i]) {
      let target = Int(visits.targets[i])
      guard target >= 0, claims.visits[target] != Claims.unclaimed, effective.contains(visits.outcomes[i]),
        Int64(visits.days[i]) >= oldest[Int(targets.categorySet[target])]
      else { continue }
      claims.visits[target] = Int32(i)
      if visits.groups[i] >= 0 { claims.groups[target] = visits.groups[i] }
    }
    return claims
  }

  /// A random number of a target: FNV-1a of its id, stirred with the seed by the finaliser of SplitMix64.
  private func drawKey(_ seed: UInt64, target: Int) -> UInt64 {
    var bits: UInt64 = 0xCBF2_9CE4_8422_2325
    campaign.targets.ids.withBytes(target) {
      for byte in $0 { bits = (bits ^ UInt64(byte)) &* 0x100_0000_01B3 }
    }
    for word in [seed, 0] {
      bits = (bits ^ word) &+ 0x9E37_79B9_7F4A_7C15
      bits = (bits ^ (bits >> 30)) &* 0xBF58_476D_1CE4_E5B9
      bits = (bits ^ (bits >> 27)) &* 0x94D0_49BB_1331_11EB
      bits ^= bits >> 31
    }
    return bits
  }
}
