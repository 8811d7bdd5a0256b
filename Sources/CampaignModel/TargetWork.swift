/// The work of each target in household-equivalents: 1 for a household, the settings' weights for a priority household
/// and an enterprise, and as much again, times the weight of a revisit, for each revisit that its revisit rule makes
/// necessary within the campaign.
public struct TargetWork: Sendable {
  private let targets: TargetColumns
  /// The work of a household, and of an enterprise, of each category set.
  private let ofHousehold: [Double]
  private let ofEnterprise: [Double]
  /// The share of it that is first visits: 1 where no revisit is expected.
  private let firstShare: [Double]

  /// Work by the campaign's weights.
  public init(_ campaign: Campaign) {
    let settings = campaign.settings
    targets = campaign.targets
    let visits = campaign.targets.categorySets.map { set in
      1 + settings.revisitWork
        * settings.expectedRevisits(ofCategories: set.map { campaign.targets.categories[$0] })
    }
    ofHousehold = zip(campaign.prioritySets, visits).map { ($0 ? settings.priorityWork : 1) * $1 }
    ofEnterprise = visits.map { settings.enterpriseWork * $0 }
    firstShare = visits.map { 1 / $0 }
  }

  /// The work of target `i`.
  public subscript(i: Int) -> Double {
    let set = Int(targets.categorySet[i])
    return targets.kinds[i] == .enterprise ? ofEnterprise[set] : ofHousehold[set]
  }

  /// The part of the work of target `i` that is expected revisits.
  public func revisits(_ i: Int) -> Double { self[i] * (1 - firstShare[Int(targets.categorySet[i])]) }
}

extension Settings {
  /// Work of one expected revisit, as a share of the work of the first visit.
  public var revisitWork: Double { Settings.number(self["work_revisit"]) ?? 1 }

  /// Work of a kilometre between targets, in households, where travel is asked for.
  public var travelWork: Double { Settings.number(self["work_travel_km"]) ?? 0.5 }

  /// How often a target of these categories must be visited again within the campaign so that no visit grows older than
  /// its revisit rule allows: once for each time that the rule's days fit between the first day and the last.
  ///
  /// With rounds it is the mean over the rounds that have an end, since each round begins anew. 0 without a rule, and where
  /// neither rounds nor the settings `start` and `end` say how long the campaign is.
  public func expectedRevisits(ofCategories categories: [String]) -> Double {
    guard let days = revisitDays(ofCategories: categories) else { return 0 }
    let spans =
      rounds.isEmpty
      ? [(start, end)] : rounds.map { (Optional($0.start), $0.end) }
    let counts = spans.compactMap { first, last -> Int? in
      guard let first, let last, first <= last else { return nil }
      return Int(last.dayNumber - first.dayNumber) / days
    }
    return counts.isEmpty ? 0 : Double(counts.reduce(0, +)) / Double(counts.count)
  }
}
