public import CampaignModel

/// Keeps small counts of people out of what is handed out: whoever learns that one household of a village is of a
/// sensitive category has nearly learned which.
///
/// A count of 1…k−1 is withheld (primary suppression), and so many others with it that sums do not give it back
/// (complementary suppression, see A. Hundepool et al., "Statistical Disclosure Control", 2012, chapter 4). A place is
/// withheld with all its columns. What remains known of withheld counts are sums of pools of them: the places of one parent
/// whose total is published, or those of several parents whose totals are withheld too. In each pool, each withheld
/// small count may still be any of 1…k−1 for a reader who knows the rule, k, and which counts are small.
public struct Suppression: Sendable {
  /// k: the least positive count that is handed out. 0 withholds nothing.
  public let threshold: Int

  /// A suppression of the positive counts below a threshold.
  ///
  /// - Parameter threshold: 0, or at least 3: below that a withheld count has one value only.
  public init(threshold: Int = 5) { self.threshold = max(threshold, 0) }

  /// What is not handed out.
  public struct Withheld: Sendable, Equatable {
    /// For each place.
    public internal(set) var places: [Bool]
    /// For each parent, its total; the last stands for places without one.
    public internal(set) var parents: [Bool]
    /// The grand total.
    public internal(set) var total = false
  }

  /// True if a count is small.
  public func isSmall(_ count: Int) -> Bool { count > 0 && count < threshold }

  /// Decides which places, totals of parents and whether the grand total must be withheld.
  ///
  /// - Parameters:
  ///   - columns: Counts by place, not negative; columns of equal length.
  ///   - parents: For each place its parent, or -1.
  ///   - parentCount: How many parents there are.
  /// - Complexity: O(columns · places²) at worst, O(columns · places · log places) where few places are small.
  public func withheld(_ columns: [[Int]], parents: [Int], parentCount: Int) -> Withheld {
    var withheld = Withheld(
      places: Array(repeating: false, count: parents.count),
      parents: Array(repeating: false, count: parentCount + 1))
    var places = [[Int]](repeating: [], count: parentCount + 1)
    for (place, parent) in parents.enumerated() { places[parent < 0 ? parentCount : parent].append(place) }
    let sizes = parents.indices.map { place in columns.reduce(0) { $0 + $1[place] } }

    var pools = [[Int]](repeating: [], count: parentCount + 1)
    var above: [Int] = []
    for parent in places.indices {
      let small = places[parent].filter { place in columns.contains { isSmall($0[place]) } }
      pools[parent] = small
      var others = candidates(places[parent], besides: small, sizes)
      while !isSafe(pools[parent], columns), let next = others.popLast() { pools[parent].append(next) }
      if !isSafe(pools[parent], columns) {
        // Not even the whole parent hides them: its total goes, and they are hidden among those of others.
        pools[parent] = small
        above.append(parent)
      }
    }

    if !above.isEmpty {
      var pool = above.flatMap { pools[$0] }
      var others = candidates(above.flatMap { places[$0] }, besides: pool, sizes)
      let totals = places.map { $0.reduce(0) { $0 + sizes[$1] } }
      var further = places.indices.filter { !above.contains($0) && totals[$0] > 0 }
        .sorted { (totals[$0], $0) > (totals[$1], $1) }
      for parent in above { withheld.parents[parent] = true }
      while !isSafe(pool, columns) {
        if let next = others.popLast() {
          pool.append(next)
        } else if let parent = further.popLast() {
          withheld.parents[parent] = true
          pool += pools[parent]
          others = candidates(places[parent], besides: pools[parent], sizes)
          pools[parent] = []
        } else {
          withheld.total = true
          break
        }
      }
      for place in pool { withheld.places[place] = true }
    }
    for parent in places.indices where !withheld.parents[parent] {
      for place in pools[parent] { withheld.places[place] = true }
    }
    return withheld
  }

  /// Places that may be withheld to hide others, the smallest last.
  private func candidates(_ places: [Int], besides pool: [Int], _ sizes: [Int]) -> [Int] {
    let taken = Set(pool)
    return places.filter { !taken.contains($0) && sizes[$0] > 0 }.sorted { (sizes[$0], $0) > (sizes[$1], $1) }
  }

  /// True if in every column each small count of the pool may be any of 1…k−1 for whoever knows the pool's sum.
  private func isSafe(_ pool: [Int], _ columns: [[Int]]) -> Bool {
    columns.allSatisfy { column in
      let small = pool.count { isSmall(column[$0]) }
      guard small > 0 else { return true }
      let large = pool.count { column[$0] >= threshold }
      let sum = pool.reduce(0) { $0 + column[$1] }
      // One of them is largest where all others are as small as they can be.
      guard sum >= (small - 1) + large * threshold + (threshold - 1) else { return false }
      // And smallest where all others are as large as they can be; large counts have no end.
      return large > 0 || sum <= 1 + (small - 1) * (threshold - 1)
    }
  }
}

/// Priority targets as they may be handed out, for the villages, townships and total of one table.
///
/// All outputs of a campaign take them from here, so that two of them do not tell together what each withholds.
public struct PublicPriority: Sendable, Equatable {
  /// What may be told of one place.
  public enum Figure: Sendable, Equatable {
    /// Nothing is expected, or both numbers are known.
    case open(Tally)
    /// How many are expected; how many of them are visited is withheld.
    case expected(Int)
    /// Nothing. `isSmall`: fewer than k are expected.
    case withheld(isSmall: Bool)
  }

  /// By village, in the campaign's order.
  public let villages: [Figure]
  /// By township, in the order of their keys' bytes.
  public let townships: [Figure]
  /// Of what lies in no village.
  public let outside: Figure
  /// Of the campaign.
  public let total: Figure
  /// Index of each village's township in `townships`, or -1.
  private let townshipOfVillage: [Int]

  /// - Parameter rows: the rows of villages in the campaign's order, then `(none)`.
  /// - Complexity: as ``Suppression/withheld(_:parents:parentCount:)``.
  public init(rows: [CoverageRow], villages: [Village], suppression: Suppression) {
    let keys = villages.map { $0.townshipKey.map { Identifier($0) } }
    let sorted = Set(keys.compactMap { $0 }).sorted()
    let indexOfKey = Dictionary(uniqueKeysWithValues: zip(sorted, sorted.indices))
    let parents = rows.indices.map { i in
      i < keys.count ? keys[i].flatMap { indexOfKey[$0] } ?? -1 : -1
    }
    let expected = rows.map(\.priority.expected)
    let visited = rows.map(\.priority.visited)
    let places = suppression.withheld([expected], parents: parents, parentCount: sorted.count)
    // Few visited and few not visited tell as much; a place of which nothing is told tells of neither.
    let parts = suppression.withheld(
      [visited, zip(expected, visited).map { $0 - $1 }, expected], parents: parents, parentCount: sorted.count
    )
    func figure(_ tally: Tally, isWithheld: Bool, isPartlyWithheld: Bool) -> Figure {
      if isWithheld { return .withheld(isSmall: suppression.isSmall(tally.expected)) }
      return isPartlyWithheld ? .expected(tally.expected) : .open(tally)
    }
    let figures = rows.indices.map { i in
      figure(rows[i].priority, isWithheld: places.places[i], isPartlyWithheld: parts.places[i])
    }
    self.villages = Array(figures.prefix(villages.count))
    outside = figures.count > villages.count ? figures[villages.count] : .open(Tally())
    var sums = [Tally](repeating: Tally(), count: sorted.count)
    for (row, parent) in zip(rows, parents) where parent >= 0 { sums[parent] = sums[parent] + row.priority }
    townships = sums.indices.map { i in
      figure(sums[i], isWithheld: places.parents[i], isPartlyWithheld: parts.parents[i])
    }
    total = figure(
      rows.reduce(Tally()) { $0 + $1.priority }, isWithheld: places.total, isPartlyWithheld: parts.total)
    townshipOfVillage = Array(parents.prefix(villages.count))
  }

  /// What may be told of several villages together, such as the ground of a working group.
  ///
  /// Groups divide the same people otherwise than townships do: a figure of theirs would be one more equation for whoever
  /// looks for what is withheld. So theirs is told only if it is a sum of figures that are told anyway: of whole townships,
  /// and of single villages of the others. It tells nothing new.
  ///
  /// - Parameter villages: as indices, each once.
  /// - Complexity: O(villages of the campaign).
  public func together(_ villages: Set<Int>) -> Figure {
    var isWhole = [Bool](repeating: true, count: townships.count)
    for (village, township) in townshipOfVillage.enumerated() where township >= 0 {
      if !villages.contains(village) { isWhole[township] = false }
    }
    var figures = townships.indices.filter { isWhole[$0] }.map { townships[$0] }
    for village in villages {
      let township = townshipOfVillage[village]
      if township < 0 || !isWhole[township] { figures.append(self.villages[village]) }
    }
    var sum = Tally()
    var isOpen = true
    for figure in figures {
      switch figure {
      case .open(let tally): sum = sum + tally
      case .expected(let count):
        sum.expected += count
        isOpen = false
      case .withheld(let isSmall):
        // Of one part the kind of smallness is known; of several nothing is.
        return .withheld(isSmall: isSmall && figures.count == 1)
      }
    }
    return isOpen ? .open(sum) : .expected(sum.expected)
  }
}
