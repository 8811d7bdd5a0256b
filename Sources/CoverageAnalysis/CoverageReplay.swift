public import CampaignModel

/// How coverage grew day by day: what `coverage --as-of` counts on each day, as differences from the day before.
///
/// Each day is a ledger of its own, so that exclusions, the revisit rule and late corrections count as they do in every
/// other table. Where the days are many, a frame stands for several.
public struct CoverageReplay: Sendable {
  /// What is counted of one place.
  public struct Figures: Sendable, Equatable {
    /// Households.
    public var households = Tally()
    /// Enterprises.
    public var enterprises = Tally()
    /// Visits made, effective or not.
    public var visits = 0
    /// Issues neither resolved nor escalated.
    public var openIssues = 0

    /// Nothing.
    public init() {}

    /// The six numbers in the order of the properties.
    public var numbers: [Int] {
      [
        households.expected, households.visited, enterprises.expected, enterprises.visited, visits,
        openIssues,
      ]
    }
  }

  /// A place whose figures differ from those of the frame before, with the differences of ``Figures/numbers``.
  public struct Change: Sendable, Equatable {
    /// Index of the village or cell; their number stands for `(none)`.
    public let place: Int
    /// The differences.
    public let differences: [Int]
  }

  /// The last day of each frame, ascending; at least one.
  public let days: [LocalDate]
  /// For each frame the changes of villages, ascending; the first frame's are differences from nothing.
  public private(set) var villages: [[Change]] = []
  /// The same of cells, without issues.
  public private(set) var cells: [[Change]] = []

  /// Counts each day anew.
  ///
  /// The first frame is the campaign's first day (or the first visit's, if none is set) and holds all that happened before;
  /// the last is what ``CampaignLedger`` says for `asOf`.
  ///
  /// - Parameter limit: how many frames there are at most; at least 2.
  /// - Complexity: O(frames · (targets + visits + places)).
  public init(
    _ campaign: Campaign, issues: [Issue], asOf: LocalDate?, limit: Int = 366
  ) {
    let last = CampaignLedger(campaign, asOf: asOf)
    days = CoverageReplay.days(campaign, to: last.day, limit: max(limit, 2))
    var villagesBefore = [Figures](repeating: Figures(), count: campaign.villages.count + 1)
    var cellsBefore = [Figures](repeating: Figures(), count: campaign.cells.count + 1)
    for (frame, day) in days.enumerated() {
      let isLast = frame == days.count - 1
      let ledger = isLast ? last : CampaignLedger(campaign, asOf: day)
      var figures = ledger.figures(of: campaign.targets.villages, count: campaign.villages.count)
      for issue in issues where IssueRegister.state(of: issue, asOf: isLast ? asOf : day) == .open {
        figures[issue.village < 0 ? campaign.villages.count : Int(issue.village)].openIssues += 1
      }
      villages.append(CoverageReplay.changes(from: villagesBefore, to: figures))
      villagesBefore = figures
      guard !campaign.cells.isEmpty else { continue }
      let ofCells = ledger.figures(of: campaign.targets.cells, count: campaign.cells.count)
      cells.append(CoverageReplay.changes(from: cellsBefore, to: ofCells))
      cellsBefore = ofCells
    }
  }

  private static func days(_ campaign: Campaign, to last: LocalDate, limit: Int) -> [LocalDate] {
    let roster = campaign.targets.rosterVisits.lazy.filter { $0 != TargetColumns.notVisited }.min()
    let firstVisit = [campaign.visits.days.first, roster].compactMap { $0 }.min()
    let first = min(campaign.settings.start?.dayNumber ?? firstVisit ?? last.dayNumber, last.dayNumber)
    // A visit dated 2061 must not stretch the days of the campaign.
    let end = max(min(campaign.settings.end?.dayNumber ?? last.dayNumber, last.dayNumber), first)
    let span = Int(end) - Int(first)
    let step = span / (limit - 1) + 1
    let days = stride(from: Int(first), through: Int(end), by: step).map { LocalDate(dayNumber: Int32($0)) }
    return days.last == last ? days : days + [last]
  }

  private static func changes(from before: [Figures], to after: [Figures]) -> [Change] {
    after.indices.compactMap { place in
      guard before[place] != after[place] else { return nil }
      return Change(
        place: place, differences: zip(after[place].numbers, before[place].numbers).map { $0 - $1 })
    }
  }
}

extension CampaignLedger {
  /// What is counted of each place of a partition; the last are targets in none.
  fileprivate func figures(of places: ContiguousArray<Int32>, count: Int) -> [CoverageReplay.Figures] {
    var figures = [CoverageReplay.Figures](repeating: CoverageReplay.Figures(), count: count + 1)
    for i in places.indices where states[i] != .excluded && states[i] != .outside {
      let place = places[i] < 0 ? count : Int(places[i])
      let one = Tally(expected: 1, visited: states[i] == .visited ? 1 : 0)
      if campaign.targets.kinds[i] == .household {
        figures[place].households = figures[place].households + one
      } else {
        figures[place].enterprises = figures[place].enterprises + one
      }
      figures[place].visits += Int(visits[i])
    }
    return figures
  }
}
