public import CampaignModel

/// What happened on each day, and how far that has brought the campaign and each group.
///
/// Told from where the campaign stands at the last day: of the targets that are expected then. A *first visit* is a target's
/// earliest effective visit that still counts (a roster's `visited` is one); a *revisit* any other visit after an effective one.
/// What is neither did not reach anybody new: visits − first visits − revisits. So the first visits of all days add up to
/// the targets visited, and the rows of groups, `(none)` last, to the campaign.
public struct Trend: Sendable, Equatable {
  /// One day.
  public struct Day: Sendable, Equatable {
    /// The day.
    public var day: LocalDate
    /// Visits made to expected targets.
    public var visits = 0
    /// Targets visited effectively for the first time.
    public var firstVisits = 0
    /// Visits to targets that had been visited effectively before.
    public var revisits = 0
    /// Targets visited by the end of the day.
    public var visited = 0
  }

  /// The campaign or a working group.
  public struct Row: Sendable, Equatable {
    /// Index of the group that is responsible for the row's targets; nil for the campaign, -1 for targets of no group.
    public var group: Int?
    /// Expected and visited targets.
    public var targets = Tally()
    /// Visits made to them, by whomever.
    public var visits = 0
    /// Of these, first visits.
    public var firstVisits = 0
    /// Of these, revisits.
    public var revisits = 0
    /// First visits of each day, as in ``Trend/days``.
    public var firstVisitsByDay: ContiguousArray<Int32> = []
    /// When it will be finished; nil before the first visit of the campaign.
    public var forecast: Forecast?
  }

  /// All days from the first visit to the last day, days without a visit among them; empty without a visit. No more than
  /// ``longest``: what came before counts on the first day that is told. Visits whose days cannot be the campaign's are in no
  /// day, see ``strays``.
  public var days: [Day] = []
  /// Visits more than 60 days before the campaign's first day or after its last: in the totals, and in no day.
  public var strays = 0
  /// Of these, first visits.
  public var strayFirstVisits = 0
  /// The campaign as a whole.
  public var campaign = Row()
  /// The groups in their order, then targets of no group.
  public var groups: [Row] = []
  /// The last day of the round that is counted, or of the campaign, if it is set.
  public var end: LocalDate?

  /// The most days that are told, five years: one visit of the year 1016 must not make a hundred thousand rows.
  public static let longest = 1826

  /// Groups that have targets left and will likely not have visited them by the campaign's end.
  public var late: [Int] {
    guard let end else { return [] }
    return groups.compactMap { row in
      row.group.flatMap { $0 >= 0 && row.forecast?.misses(end) ?? false ? $0 : nil }
    }
  }
}

/// A dated wave of visits, beside the others. A visit is of one batch, a target may be of several: targets are not to be summed.
public struct BatchTrend: Sendable, Equatable {
  /// Its name; nil for visits of no batch.
  public var name: String?
  /// The first day on which it visited.
  public var firstDay: LocalDate
  /// The last day on which it visited.
  public var lastDay: LocalDate
  /// Visits made to expected targets.
  public var visits = 0
  /// Of these, effective ones.
  public var effective = 0
  /// Different targets, effectively visited or not.
  public var targets = 0
  /// Targets that it was the first to visit effectively.
  public var firstVisits = 0

  /// Days from the first to the last.
  public var span: Int { Int(lastDay.dayNumber - firstDay.dayNumber) + 1 }
  /// Effective visits ÷ visits.
  public var effectiveShare: Double? { visits == 0 ? nil : Double(effective) / Double(visits) }
}

extension CampaignLedger {
  /// The days of the campaign up to the ledger's day, with forecasts.
  ///
  /// - Parameter fanDays: How many days of the campaign's ``Forecast/fan`` are wanted, for a chart.
  /// - Complexity: O(targets + visits + groups · days), and a ``Forecast`` for each group that has work left.
  public func trend(fanDays: Int = 0) -> Trend {
    var trend = Trend()
    trend.end = round?.end ?? campaign.settings.end
    let journal = VisitJournal(self)
    let groupCount = campaign.groups.count
    func row(ofTarget i: Int) -> Int { groups[i] < 0 ? groupCount : Int(groups[i]) }
    trend.groups = (0...groupCount).map { Trend.Row(group: $0 == groupCount ? -1 : $0) }
    for i in 0..<campaign.targets.count where isExpected(i) {
      let one = Tally(expected: 1, visited: isVisited(i) ? 1 : 0)
      trend.groups[row(ofTarget: i)].targets = trend.groups[row(ofTarget: i)].targets + one
      trend.campaign.targets = trend.campaign.targets + one
    }
    guard let earliest = journal.firstDay, let last = asOf == nil ? journal.lastDay : day.dayNumber,
      earliest <= last
    else { return trend }
    let plausible = journal.plausible
    let first = Int32(max(Int(earliest), Int(last) - Trend.longest + 1))
    let length = Int(last - first) + 1
    trend.days = (0..<length).map { Trend.Day(day: LocalDate(dayNumber: first + Int32($0))) }
    for row in trend.groups.indices {
      trend.groups[row].firstVisitsByDay = ContiguousArray(repeating: 0, count: length)
    }
    journal.forEachVisit(of: self) { target, day, kind, _, _ in
      let row = row(ofTarget: target)
      trend.groups[row].visits += 1
      guard plausible.contains(day) else {
        trend.strays += 1
        trend.groups[row].firstVisits += kind == .first ? 1 : 0
        trend.groups[row].revisits += kind == .again ? 1 : 0
        trend.strayFirstVisits += kind == .first ? 1 : 0
        trend.campaign.revisits += kind == .again ? 1 : 0
        return
      }
      let day = Int(max(day, first) - first)
      trend.days[day].visits += 1
      switch kind {
      case .first:
        trend.days[day].firstVisits += 1
        trend.groups[row].firstVisits += 1
        trend.groups[row].firstVisitsByDay[day] += 1
      case .again:
        trend.days[day].revisits += 1
        trend.groups[row].revisits += 1
      case .other: break
      }
    }
    var visited = trend.strayFirstVisits
    trend.campaign.visits = trend.strays
    trend.campaign.firstVisits = trend.strayFirstVisits
    for i in trend.days.indices {
      visited += trend.days[i].firstVisits
      trend.days[i].visited = visited
      trend.campaign.visits += trend.days[i].visits
      trend.campaign.firstVisits += trend.days[i].firstVisits
      trend.campaign.revisits += trend.days[i].revisits
    }
    trend.campaign.firstVisitsByDay = ContiguousArray(trend.days.map { Int32($0.firstVisits) })
    let today = LocalDate(dayNumber: last)
    func forecast(_ row: Trend.Row, seed: Int, fanDays: Int = 0) -> Forecast {
      Forecast(
        firstVisits: row.firstVisitsByDay, lastDay: today,
        remaining: row.targets.expected - row.targets.visited, seed: UInt64(seed), fanDays: fanDays)
    }
    trend.campaign.forecast = forecast(trend.campaign, seed: 1, fanDays: fanDays)
    for i in trend.groups.indices { trend.groups[i].forecast = forecast(trend.groups[i], seed: i + 2) }
    return trend
  }

  /// The batches in their order, visits of no batch last if there are any.
  ///
  /// - Complexity: O(visits) and a set of pairs of batch and target.
  public func batches() -> [BatchTrend] {
    let names: [String?] = campaign.visits.batchNames + [nil]
    var rows = Array(repeating: BatchTrend?.none, count: names.count)
    var seen: Set<SIMD2<Int32>> = []
    VisitJournal(self).forEachVisit(of: self) { target, day, kind, batch, isEffective in
      let row = batch < 0 ? names.count - 1 : Int(batch)
      let date = LocalDate(dayNumber: day)
      var sum = rows[row] ?? BatchTrend(name: names[row], firstDay: date, lastDay: date)
      sum.firstDay = min(sum.firstDay, date)
      sum.lastDay = max(sum.lastDay, date)
      sum.visits += 1
      if isEffective { sum.effective += 1 }
      if kind == .first { sum.firstVisits += 1 }
      if seen.insert(SIMD2(Int32(row), Int32(target))).inserted { sum.targets += 1 }
      rows[row] = sum
    }
    return rows.compactMap { $0 }
  }

  /// True if target `i` is in the totals on the ledger's day.
  func isExpected(_ i: Int) -> Bool { states[i] != .excluded && states[i] != .outside }
}

/// Which visit to a target was the first that counts.
private struct VisitJournal {
  enum Kind { case first, again, other }

  /// For each visited target the day of its first visit that counts, else `Int32.max`.
  private var firstDays: ContiguousArray<Int32>
  /// For each target the day of its first effective visit, counting or not, else `Int32.max`.
  private var effectiveDays: ContiguousArray<Int32>
  private(set) var firstDay: Int32?
  private(set) var lastDay: Int32?
  /// The days that are told: those that may be the campaign's, or all if no visit was on one of them.
  private(set) var plausible = Int32.min...Int32.max

  init(_ ledger: CampaignLedger) {
    let campaign = ledger.campaign
    firstDays = ContiguousArray(repeating: .max, count: campaign.targets.count)
    effectiveDays = firstDays
    let own = CampaignLedger.plausibleDays(of: campaign.settings)
    var (earliest, latest) = (Int32.max, Int32.min)
    var all = (earliest: Int32.max, latest: Int32.min)
    VisitJournal.forEach(of: ledger) { target, day, _, isEffective in
      all = (min(all.earliest, day), max(all.latest, day))
      if own.contains(day) { (earliest, latest) = (min(earliest, day), max(latest, day)) }
      guard isEffective else { return }
      effectiveDays[target] = min(effectiveDays[target], day)
      let oldest = ledger.oldest[Int(campaign.targets.categorySet[target])]
      if ledger.isVisited(target), day >= oldest { firstDays[target] = min(firstDays[target], day) }
    }
    if earliest <= latest { plausible = own }
    if earliest > latest { (earliest, latest) = (all.earliest, all.latest) }
    if earliest <= latest { (firstDay, lastDay) = (earliest, latest) }
  }

  /// Goes through the visits to expected targets on the ledger's days: target, day, kind, batch, and whether it was effective.
  func forEachVisit(of ledger: CampaignLedger, _ body: (Int, Int32, Kind, Int32, Bool) -> Void) {
    var isOpen = ContiguousArray(repeating: true, count: firstDays.count)
    var wasReached = ContiguousArray(repeating: false, count: firstDays.count)
    VisitJournal.forEach(of: ledger) { target, day, batch, isEffective in
      let isFirst = isEffective && isOpen[target] && day == firstDays[target]
      let kind: Kind =
        isFirst ? .first : wasReached[target] || day > effectiveDays[target] ? .again : .other
      if isFirst { isOpen[target] = false }
      if isEffective { wasReached[target] = true }
      body(target, day, kind, batch, isEffective)
    }
  }

  private static func forEach(of ledger: CampaignLedger, _ body: (Int, Int32, Int32, Bool) -> Void) {
    let (targets, visits) = (ledger.campaign.targets, ledger.campaign.visits)
    let effective = ledger.campaign.settings.effectiveOutcomes
    for i in targets.rosterVisits.indices
    where targets.rosterVisits[i] != TargetColumns.notVisited
      && ledger.window.contains(targets.rosterVisits[i]) && ledger.isExpected(i)
    {
      body(i, targets.rosterVisits[i], -1, true)
    }
    for i in 0..<visits.count where ledger.window.contains(visits.days[i]) && visits.targets[i] >= 0 {
      let target = Int(visits.targets[i])
      guard ledger.isExpected(target) else { continue }
      body(target, visits.days[i], visits.batches[i], effective.contains(visits.outcomes[i]))
    }
  }
}
