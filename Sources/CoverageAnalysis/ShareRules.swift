internal import CampaignModel

/// The shares of targets that must be visited, and by which of them a target is judged.
///
/// A target of categories with a share of their own (`target_shares`) is judged by each of these; another one by the
/// share of priority targets if it is one, else by that of the others. So a share of 80 % for one category is not made
/// idle by 100 % for all priority targets.
struct ShareRules: Sendable {
  /// A category with a share of its own.
  struct Own: Sendable {
    let category: String
    let share: Double
  }

  let priority: Double
  let other: Double
  /// The categories with a share of their own, in the order of the setting; those that do not occur too.
  let own: [Own]
  /// For each category of the targets, its place in `own`, or -1.
  let ownOfCategory: [Int]
  /// For each category set, the places in `own` of its categories.
  let ownOfSet: [[Int]]
  /// For each category set, whether it holds a priority category.
  let prioritySets: [Bool]
  /// For each category of the targets, whether it makes a target a priority target.
  let isPriority: [Bool]

  init(_ campaign: Campaign) {
    let settings = campaign.settings
    priority = settings.priorityTargetShare
    other = settings.otherTargetShare
    let own = settings.targetShares.map { Own(category: $0.name, share: $0.value) }
    self.own = own
    let ownOfCategory = campaign.targets.categories.map { name in
      own.firstIndex { Identifier($0.category) == Identifier(name) } ?? -1
    }
    self.ownOfCategory = ownOfCategory
    ownOfSet = campaign.targets.categorySets.map { $0.map { ownOfCategory[$0] }.filter { $0 >= 0 } }
    prioritySets = campaign.prioritySets
    let wanted = settings.priorityCategories.map(Set.init)
    isPriority = campaign.targets.categories.map { wanted?.contains($0) ?? true }
  }

  /// The share by which targets of a category are judged.
  func share(ofCategory category: Int) -> Double {
    ownOfCategory[category] >= 0
      ? own[ownOfCategory[category]].share : isPriority[category] ? priority : other
  }
}

/// How many targets of a place each share asks for, and how many of them are visited.
struct ShareTallies: Sendable {
  private var priority = Tally()
  private var other = Tally()
  /// One for each of ``ShareRules/own``; empty as long as there is none.
  private var own: [Tally] = []

  /// Counts targets of one category set.
  mutating func add(_ tally: Tally, set: Int, by rules: ShareRules) {
    let places = rules.ownOfSet[set]
    guard places.isEmpty else {
      if own.isEmpty { own = Array(repeating: Tally(), count: rules.own.count) }
      for place in places { own[place] = own[place] + tally }
      return
    }
    if rules.prioritySets[set] { priority = priority + tally } else { other = other + tally }
  }

  /// The shares that are missed: of categories first, then of priority and other targets.
  func missed(by rules: ShareRules) -> [MissedShare] {
    zip(rules.own, own).compactMap { MissedShare($0.category, share: $0.share, of: $1) }
      + [
        MissedShare(MissedShare.priority, share: rules.priority, of: priority),
        MissedShare(MissedShare.other, share: rules.other, of: other),
      ].compactMap { $0 }
  }
}

extension MissedShare {
  /// The share if it is missed; nil if it is reached, as 0 of 0 reaches every share.
  init?(_ name: String, share: Double, of tally: Tally) {
    let needed = tally.needed(for: share)
    guard needed > 0 else { return nil }
    self.init(name: name, share: share, tally: tally, needed: needed)
  }
}

extension Tally {
  /// True if the visited share is at least `share`; 0 of 0 reaches every share.
  func reaches(_ share: Double) -> Bool { needed(for: share) == 0 }

  /// How many more must be visited to reach `share`.
  func needed(for share: Double) -> Int {
    // The product of a share and a count may lie a rounding error above the whole number that it stands for.
    let wanted = (share * Double(expected) - 1e-9 * Double(max(expected, 1))).rounded(.up)
    return max(0, min(Int(wanted), expected) - visited)
  }
}
