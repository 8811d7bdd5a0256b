public import CampaignModel

/// One row of the issue register: how many issues were filed at a place or of a kind, and what became of them.
///
/// At a date an issue has one state: resolved, else escalated, else open, so that
/// `filed == resolved + escalated + open`. Handled and overdue are marks that an issue has beside its state.
public struct RegisterRow: Sendable, Equatable {
  /// The key of the row: a kind, a village, a township … ; ``CoverageRow/noneCode`` for issues without one.
  public var key: String
  /// Issues filed (立案).
  public var filed = 0
  /// Of these, issues handled (调处) or resolved: what is resolved has been handled, whether or not its day was noted.
  public var handled = 0
  /// Of these, issues resolved (办结).
  public var resolved = 0
  /// Issues escalated (上报) and not resolved.
  public var escalated = 0
  /// Issues neither resolved nor escalated.
  public var open = 0
  /// Issues not resolved whose day has passed (逾期), escalated ones among them.
  public var overdue = 0
  /// People involved, in all issues filed.
  public var people = 0
  /// Issues of a kind of which their place had one before: `filed − repeated` is the number of different troubles.
  public var repeated = 0

  /// An empty row.
  public init(key: String) { self.key = key }

  /// Resolved ÷ filed, 0...1; nil where nothing is filed.
  public var closureRate: Double? { filed == 0 ? nil : Double(resolved) / Double(filed) }

  /// Resolved ÷ handled, 0...1; nil where nothing is handled.
  public var successRate: Double? { handled == 0 ? nil : Double(resolved) / Double(handled) }

  /// Adds up two rows of different issues, under the key of the first.
  public static func + (a: RegisterRow, b: RegisterRow) -> RegisterRow {
    var sum = a
    sum.filed += b.filed
    sum.handled += b.handled
    sum.resolved += b.resolved
    sum.escalated += b.escalated
    sum.open += b.open
    sum.overdue += b.overdue
    sum.repeated += b.repeated
    // A hostile file may hold counts that no sum can; the row must still come out.
    let (people, overflows) = a.people.addingReportingOverflow(b.people)
    sum.people = overflows ? .max : people
    return sum
  }
}

/// The issue register (台账), told by kind, village, township or whatever an issue belongs to.
public enum IssueRegister {
  /// What an issue is at a day.
  public enum State: String, Sendable, CaseIterable { case resolved, escalated, open }

  /// The state of an issue at the end of a day; nil if it was not yet filed. Without a day, what it is by now.
  public static func state(of issue: Issue, asOf day: LocalDate?) -> State? {
    guard hasCome(issue.filed, day) else { return nil }
    if hasCome(issue.resolved, day) { return .resolved }
    return hasCome(issue.escalated, day) ? .escalated : .open
  }

  /// Sums up the register.
  ///
  /// A day after `asOf` has not come yet: an issue filed later does not count, one resolved later is not resolved. An
  /// issue that is not resolved is overdue from the day after its due day: its own, else the one that the limit of its kind
  /// gives. Without `asOf` all days count,
  /// and the day by which issues are overdue is the latest day noted in the register (filed, handled, resolved or
  /// escalated; due days lie ahead): the same register gives the same figures on any day on which it is printed.
  ///
  /// - Parameters:
  ///   - limits: Days from filing within which issues of a kind must be resolved.
  ///   - key: The row to which an issue belongs, nil for the row ``CoverageRow/noneCode``. Each issue has one key,
  ///     so rows add up to the whole register.
  /// - Returns: A row for each key that has an issue filed, sorted by the key's bytes, `(none)` last.
  /// - Complexity: O(n + k log k) for n issues with k keys.
  public static func summarise(
    _ issues: [Issue], asOf: LocalDate?, limits: [String: Int] = [:], by key: (Issue) -> String?
  ) -> [RegisterRow] {
    guard let today = today(of: issues, asOf: asOf) else { return [] }
    var rows: [Identifier: RegisterRow] = [:]
    var none: RegisterRow?
    for (issue, isRepeated) in zip(issues, repeats(in: issues)) {
      guard let state = state(of: issue, asOf: asOf) else { continue }
      let text = key(issue)
      var row = RegisterRow(key: text ?? CoverageRow.noneCode)
      row.filed = 1
      row.handled = state == .resolved || hasCome(issue.handled, asOf) ? 1 : 0
      row.resolved = state == .resolved ? 1 : 0
      row.escalated = state == .escalated ? 1 : 0
      row.open = state == .open ? 1 : 0
      row.overdue = state != .resolved && due(issue, limits: limits).map { $0 < today } ?? false ? 1 : 0
      row.repeated = isRepeated ? 1 : 0
      row.people = issue.people
      if let text {
        let id = Identifier(text)
        rows[id] = rows[id].map { $0 + row } ?? row
      } else {
        none = none.map { $0 + row } ?? row
      }
    }
    return rows.sorted { $0.key < $1.key }.map(\.value) + [none].compactMap { $0 }
  }

  /// The row of the whole register, under this key.
  public static func total(of rows: [RegisterRow], key: String) -> RegisterRow {
    rows.reduce(RegisterRow(key: key), +)
  }

  /// The day by which overdue is judged: `asOf`, else the latest day noted in the register; nil if it is empty.
  public static func today(of issues: [Issue], asOf: LocalDate?) -> LocalDate? {
    asOf ?? issues.lazy.map(latestDay).max()
  }

  /// The day by which an issue must be resolved: its own, else by the limit of its kind; nil if there is neither.
  static func due(_ issue: Issue, limits: [String: Int]) -> LocalDate? {
    issue.due ?? limits[issue.kind].map { LocalDate(dayNumber: issue.filed.dayNumber + Int32(clamping: $0)) }
  }

  static func hasCome(_ day: LocalDate?, _ asOf: LocalDate?) -> Bool {
    guard let day else { return false }
    return asOf.map { day <= $0 } ?? true
  }

  private static func latestDay(_ issue: Issue) -> LocalDate {
    [issue.handled, issue.resolved, issue.escalated].reduce(issue.filed) { max($0, $1 ?? $0) }
  }
}
