internal import CampaignModel

/// Keeps small counts of people out of what is handed out: whoever learns that one household of a village is of a
/// sensitive category has nearly learned which.
///
/// A count of 1…k−1 is withheld (primary suppression), and so many others with it that sums do not give it back
/// (complementary suppression, see A. Hundepool et al., "Statistical Disclosure Control", 2012, chapter 4).
public struct Suppression: Sendable, Equatable {
  /// k: the least positive count that is handed out. 0 withholds nothing.
  public let threshold: Int

  /// A suppression of the positive counts below a threshold.
  ///
  /// - Parameter threshold: 0, or at least 3: below that a withheld count has one value only.
  public init(threshold: Int = 5) { self.threshold = max(threshold, 0) }

  /// True if a count is small.
  public func isSmall(_ count: Int) -> Bool { count > 0 && count < threshold }
}

/// Why something of a row is withheld.
public enum SuppressionReason: String, Sendable, CaseIterable {
  /// A count of the row is small: of those expected, of those visited, or of those not visited.
  case small
  /// None is; with it told, sums would give a small count of another row back.
  case protectsAnother = "protects another"
  /// The row is a sum of places of which some are withheld, or divides their people otherwise.
  case partWithheld = "a part is withheld"
}

/// One row as suppression sees it: what is to be told of it, and what the reader knows anyway.
struct GuardedRow {
  /// How much is withheld.
  enum Hiding: Int, Comparable {
    case nothing, visited, all
    static func < (a: Hiding, b: Hiding) -> Bool { a.rawValue < b.rawValue }
  }

  /// Priority targets that are visited, and that are not.
  let visited: Int
  let unvisited: Int
  /// All targets that are visited, and that are not: told beside them, whatever is withheld here.
  let mostVisited: Int
  let mostUnvisited: Int
  let parent: Int
  let k: Int
  private(set) var hiding = Hiding.nothing

  var expected: Int { visited + unvisited }
  /// Targets of all sorts.
  var most: Int { mostVisited + mostUnvisited }

  init(_ tally: Tally, of targets: Tally, parent: Int, _ suppression: Suppression) {
    (visited, unvisited) = (tally.visited, tally.expected - tally.visited)
    // A category that has more rows than the total beside it bounds itself.
    mostVisited = max(targets.visited, tally.visited)
    mostUnvisited = max(targets.expected - targets.visited, unvisited)
    self.parent = parent
    k = suppression.threshold
    hiding = primary()
  }

  func isSmall(_ count: Int) -> Bool { count > 0 && count < k }

  /// Of so few targets a mark of smallness would tell too much: nothing is told of these places, and of fewer than k
  /// not even that there are none.
  private var isNear: Bool { most < 2 * k }
  private var isTiny: Bool { most > 0 && most < k }
  private var hasSmall: Bool { isSmall(expected) || isPartSmall(visited, unvisited) }

  /// True if few are visited, or few are not. Where one target in all is visited, or one is not, "few, but some" would tell
  /// whether it is a priority target: such a row is treated alike either way.
  private func isPartSmall(_ visited: Int, _ unvisited: Int) -> Bool {
    isSmall(visited) || isSmall(unvisited) || mostVisited == 1 || mostUnvisited == 1
  }

  var reason: SuppressionReason? {
    hiding == .nothing ? nil : isTiny || hasSmall ? .small : .protectsAnother
  }

  /// True if the row says that fewer than k are expected.
  var isMarkedSmall: Bool { hiding == .all && isSmall(expected) && !isNear }

  private func primary() -> Hiding {
    guard k > 0 else { return .nothing }
    if isTiny || isSmall(expected) { return .all }
    guard expected > 0, hasSmall else { return .nothing }
    if isNear { return .all }
    // Where the targets visited leave one answer only, telling how many are expected would tell how many are visited.
    var row = self
    row.hiding = .visited
    return (max(0, expected - mostUnvisited)...min(mostVisited, expected)).contains {
      $0 != visited && row.allows(visited: $0, unvisited: expected - $0)
    } ? .visited : .all
  }

  /// True if a reader who sees the row, and knows the rules, takes these counts to be possible.
  func allows(visited: Int, unvisited: Int) -> Bool {
    guard 0...mostVisited ~= visited, 0...mostUnvisited ~= unvisited else { return false }
    let expected = visited + unvisited
    let isPartSmall = isPartSmall(visited, unvisited)
    switch hiding {
    case .nothing: return visited == self.visited && unvisited == self.unvisited
    case .visited: return expected == self.expected && isPartSmall == (reason == .small)
    case .all:
      if isTiny { return true }
      if isMarkedSmall { return isSmall(expected) }
      if reason == .protectsAnother { return expected >= k && !isPartSmall }
      return isNear ? isPartSmall || isSmall(expected) : expected >= k && isPartSmall
    }
  }

  /// True if the row may have so many more for its reader.
  func mayMove(visited: Int, unvisited: Int) -> Bool {
    allows(visited: self.visited + visited, unvisited: self.unvisited + unvisited)
  }

  /// The row with more withheld.
  func hidden(_ more: Hiding) -> GuardedRow {
    var row = self
    row.hiding = max(hiding, more)
    return row
  }

  /// What a reader takes to be possible of those expected; one value where it is told.
  var expectedRange: ClosedRange<Int> {
    guard hiding == .all else { return expected...expected }
    if isTiny { return 0...most }
    if isMarkedSmall { return 1...(k - 1) }
    return reason == .small && isNear ? 1...most : min(k, expected)...most
  }

  /// The same of those visited, or of those not visited, for whoever knows which of the two is small.
  func partRange(ofVisited: Bool) -> ClosedRange<Int> {
    let (part, other) = ofVisited ? (visited, unvisited) : (unvisited, visited)
    let (most, mostOther) = ofVisited ? (mostVisited, mostUnvisited) : (mostUnvisited, mostVisited)
    switch hiding {
    case .nothing: return part...part
    case .all: return 0...min(most, expectedRange.upperBound)
    case .visited:
      var (low, high) = (max(0, expected - mostOther), min(most, expected))
      // Where one target in all is visited, or one is not, no more is known than that.
      if most != 1 && mostOther != 1 {
        let own = range(of: part)
        let rest = range(of: other)
        low = max(low, own.lowerBound, expected - min(rest.upperBound, expected))
        high = min(high, own.upperBound, expected - min(rest.lowerBound, expected))
      }
      return min(low, part)...max(high, part)
    }
  }
  /// None, few or many, as the count is.
  private func range(of count: Int) -> ClosedRange<Int> {
    count == 0 ? 0...0 : isSmall(count) ? 1...(k - 1) : k...Int.max
  }
}
