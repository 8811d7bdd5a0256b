public import CampaignModel

/// Priority targets as they may be handed out, for the villages, townships, total and categories of a campaign.
///
/// All outputs take them from here, so that two of them do not tell together what each withholds.
public struct PublicPriority: Sendable, Equatable {
  /// What may be told of one place.
  public enum Figure: Sendable, Equatable {
    /// Nothing is expected, or both numbers are known.
    case open(Tally)
    /// How many are expected; how many of them are visited is withheld.
    case expected(Int)
    /// Nothing. `isSmall`: fewer than k are expected, and the row may say so.
    case withheld(isSmall: Bool)
  }

  /// By village, in the campaign's order.
  public let villages: [Figure]
  /// Why figures of villages are withheld; nil where nothing is.
  public let reasons: [SuppressionReason?]
  /// By township, in the order of their keys' bytes.
  public let townships: [Figure]
  /// The keys of these townships.
  public let townshipKeys: [Identifier]
  /// Of what lies in no village.
  public let outside: Figure
  /// Why it is withheld; nil if it is not.
  public let reasonOutside: SuppressionReason?
  /// Of what lies in no township.
  public let noTownship: Figure
  /// Of the campaign.
  public let total: Figure
  /// By which small counts are withheld.
  public let suppression: Suppression
  /// Index of each village's township in `townships`, or -1.
  private let townshipOfVillage: [Int]

  /// - Parameter rows: the rows of villages in the campaign's order, then `(none)`.
  /// - Complexity: O(villages · villages of a township) where townships hide their own, O(villages²) at worst.
  public init(rows: [CoverageRow], villages: [Village], suppression: Suppression) {
    self.suppression = suppression
    let keys = villages.map { $0.townshipKey.map { Identifier($0) } }
    let sorted = Set(keys.compactMap { $0 }).sorted()
    let indexOfKey = Dictionary(uniqueKeysWithValues: zip(sorted, sorted.indices))
    let townshipOfRow = rows.indices.map { i in
      i < keys.count ? keys[i].flatMap { indexOfKey[$0] } ?? -1 : -1
    }
    let table = ProtectedTable(
      rows.map(\.priority), of: rows.map(\.targets),
      parents: townshipOfRow.map { $0 < 0 ? sorted.count : $0 }, parentCount: sorted.count + 1, suppression)
    let figures = rows.indices.map { Figure(rows[$0].priority, table.rows[$0]) }
    self.villages = Array(figures.prefix(villages.count))
    reasons = table.rows.prefix(villages.count).map(\.reason)
    outside = figures.count > villages.count ? figures[villages.count] : .open(Tally())
    reasonOutside = table.rows.count > villages.count ? table.rows[villages.count].reason : nil
    var parts = [[Int]](repeating: [], count: sorted.count + 1)
    for (row, township) in townshipOfRow.enumerated() {
      parts[township < 0 ? sorted.count : township].append(row)
    }
    func sum(_ list: [Int], hidesExpected: Bool, hidesVisited: Bool) -> Figure {
      let tally = list.reduce(Tally()) { $0 + rows[$1].priority }
      if hidesExpected {
        // What is one village is told as that village is; of several, fewer than k would tell that each has one.
        let inhabited = list.filter { rows[$0].targets.expected > 0 }
        return .withheld(isSmall: inhabited.count == 1 && table.rows[inhabited[0]].isMarkedSmall)
      }
      return hidesVisited ? .expected(tally.expected) : .open(tally)
    }
    let sums = parts.indices.map { parent in
      sum(
        parts[parent], hidesExpected: table.hidesExpected[parent], hidesVisited: table.hidesVisited[parent])
    }
    townships = Array(sums.dropLast())
    townshipKeys = sorted
    noTownship = sums[sorted.count]
    total = sum(
      Array(rows.indices), hidesExpected: table.hidesTotalExpected, hidesVisited: table.hidesTotalVisited)
    townshipOfVillage = Array(townshipOfRow.prefix(villages.count))
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

  /// What may be told of the campaign's priority categories, each row of which may share targets with others.
  ///
  /// Their sum is the campaign's total where they do not overlap, and a single one is the total itself: where the total is withheld,
  /// so are they. Where it is told, it hides what villages withhold from whoever knows the categories, since any
  /// distribution of categories over people goes with any distribution of people over villages. Small categories are
  /// then hidden among the others, as if none overlapped, which is the most that a reader can know.
  ///
  /// - Returns: nil where the total is withheld: even which categories there are would tell how many targets there are at least.
  /// - Complexity: O(categories²) at worst.
  public func categories(_ rows: [CoverageRow]) -> [Figure]? {
    let whole: Tally
    let hidesVisited: Bool
    switch total {
    case .withheld: return nil
    case .expected(let count): (whole, hidesVisited) = (Tally(expected: count), true)
    case .open(let tally): (whole, hidesVisited) = (tally, false)
    }
    let tallies = rows.map { hidesVisited ? Tally(expected: $0.targets.expected) : $0.targets }
    let table = ProtectedTable(
      tallies, of: rows.map { _ in whole }, parents: rows.map { _ in 0 }, parentCount: 1, suppression)
    return rows.indices.map { i in
      let count = tallies[i].expected
      if count == 0 { return .open(Tally()) }
      // Their sum is told elsewhere: where not even all of them hide the small ones, none is told.
      if table.hidesExpected[0] { return .withheld(isSmall: false) }
      let figure = Figure(tallies[i], table.rows[i])
      guard case .open = figure else { return figure }
      return hidesVisited || table.hidesVisited[0] ? .expected(count) : figure
    }
  }
}

extension PublicPriority.Figure {
  fileprivate init(_ tally: Tally, _ row: GuardedRow) {
    self =
      switch row.hiding {
      case .nothing: .open(tally)
      case .visited: .expected(tally.expected)
      case .all: .withheld(isSmall: row.isMarkedSmall)
      }
  }
}
