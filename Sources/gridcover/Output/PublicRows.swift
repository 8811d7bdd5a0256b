internal import CampaignModel
internal import CoverageAnalysis

/// Rows of coverage as they may be handed out: without the counts of priority targets that ``PublicPriority`` withholds, and with two
/// columns that say so, `suppressed` and `suppressed_reason`. A list without these columns is a working list.
///
/// Rows of every level are told by what the villages of the whole campaign decide, so that two lists never tell together what
/// each withholds.
struct PublicRows: Sendable {
  let priority: PublicPriority
  private let wholeOfVillage: [String: (index: Int, targets: Tally)]
  private let outside: Tally
  private let townships: [String: Int]
  private let counties: [String: Set<Int>]
  private let groups: [String: Set<Int>]
  private let categories: [String: PublicPriority.Figure]

  init(_ ledger: CampaignLedger) {
    let campaign = ledger.campaign
    let rows = ledger.table(by: .village).rows
    priority = PublicPriority(
      rows: rows, villages: campaign.villages,
      suppression: Suppression(threshold: campaign.settings.smallestCount))
    wholeOfVillage = Dictionary(
      zip(campaign.villages.indices, rows).map { ($1.code, ($0, $1.targets)) },
      uniquingKeysWith: { first, _ in first })
    outside = rows.count > campaign.villages.count ? rows[campaign.villages.count].targets : Tally()
    townships = Dictionary(
      priority.townshipKeys.enumerated().map { ($1.text, $0) }, uniquingKeysWith: { first, _ in first })
    var counties: [String: Set<Int>] = [:]
    for (i, village) in campaign.villages.enumerated() {
      if let key = village.countyKey { counties[key, default: []].insert(i) }
    }
    self.counties = counties
    groups = MapFigures.villagesOfGroups(ledger)
    let rowsOfCategories = ledger.table(by: .category).rows
    categories = Dictionary(
      zip(rowsOfCategories.map(\.code), priority.categories(rowsOfCategories) ?? []),
      uniquingKeysWith: { first, _ in first })
  }

  /// The rows that are told at all: categories are not where the campaign's total is withheld.
  func told(_ rows: [CoverageRow]) -> [CoverageRow] {
    rows.filter { $0.level != .category || categories[$0.code] != nil }
  }

  /// What is told of a row's priority targets, and why not more is.
  func figure(of row: CoverageRow) -> (figure: PublicPriority.Figure, reason: SuppressionReason?) {
    // A place without targets tells that it has no priority targets either.
    guard row.level.hasExpected, row.targets.expected > 0, priority.suppression.threshold > 0 else {
      return (.open(row.priority), nil)
    }
    let isNone = row.code == CoverageRow.noneCode
    switch row.level {
    case .village:
      if isNone && row.targets == outside { return (priority.outside, priority.reasonOutside) }
      if let (i, targets) = wholeOfVillage[row.code], targets == row.targets {
        return (priority.villages[i], priority.reasons[i])
      }
      return sum(nil)
    case .campaign: return sum(priority.total)
    case .township:
      return sum(isNone ? priority.noTownship : townships[row.code].map { priority.townships[$0] })
    case .county: return sum(counties[row.code].map { priority.together($0) })
    case .group: return sum(groups[row.code].map { priority.together($0) })
    case .category: return sum(categories[row.code])
    case .cell, .member, .batch: return sum(nil)
    }
  }

  /// A figure that is a sum of others; nil for one that would be one more equation.
  private func sum(_ figure: PublicPriority.Figure?) -> (PublicPriority.Figure, SuppressionReason?) {
    let figure = figure ?? .withheld(isSmall: false)
    switch figure {
    case .open: return (figure, nil)
    case .expected: return (figure, .partWithheld)
    case .withheld(let isSmall): return (figure, isSmall ? .small : .partWithheld)
    }
  }

  /// The row's columns.
  func attributes(of row: CoverageRow) -> [Attribute] {
    let (figure, reason) = figure(of: row)
    let tally: (expected: Int?, visited: Int?) =
      switch figure {
      case .open(let tally): (tally.expected, tally.visited)
      case .expected(let count): (count, nil)
      case .withheld: (nil, nil)
      }
    // All counts of a category are counts of priority targets.
    let open: Set = ["level", "code", "name", "target_share", "overlapping"]
    let told = row.attributes.map { attribute -> Attribute in
      switch attribute.name {
      case "priority_expected" where row.level.hasExpected:
        Attribute(attribute.name, AttributeValue(tally.expected))
      case "priority_visited" where row.level.hasExpected:
        Attribute(attribute.name, AttributeValue(tally.visited))
      case "priority_coverage": reason == nil ? attribute : Attribute(attribute.name, .none)
      // Whether all priority targets are visited is told by whether the share is met.
      case "target_met": reason == nil ? attribute : Attribute(attribute.name, .none)
      case let name where row.level == .category && !open.contains(name): Attribute(name, .none)
      default: attribute
      }
    }
    return told + [
      Attribute("suppressed", .flag(reason != nil)),
      Attribute("suppressed_reason", AttributeValue(reason?.rawValue)),
    ]
  }

  /// The row's priority targets as a cell of a table.
  func text(of row: CoverageRow) -> String {
    switch figure(of: row).figure {
    case .open(let tally): ratio(tally)
    case .expected(let count): "–/\(grouped(count))"
    case .withheld(let isSmall): isSmall ? "<\(priority.suppression.threshold)" : "–"
    }
  }
}

/// Lists for one's own work, which hold true figures, small ones too.
enum WorkingList {
  /// Says on standard error that a list that leaves the terminal is not for others, where it is not.
  static func note(_ rows: some Sequence<CoverageRow>, _ settings: Settings) {
    let suppression = Suppression(threshold: settings.smallestCount)
    if !Output.isTerminal && rows.contains(where: { isSensitive($0, suppression) }) { say(suppression) }
  }

  /// The same for counts of a list of another kind.
  static func note(counts: some Sequence<Int>, _ settings: Settings) {
    let suppression = Suppression(threshold: settings.smallestCount)
    if !Output.isTerminal && counts.contains(where: { suppression.isSmall($0) }) { say(suppression) }
  }

  /// True if a row has a small count of priority targets.
  static func isSensitive(_ row: CoverageRow, _ suppression: Suppression) -> Bool {
    let tally = row.level == .category ? row.targets : row.priority
    return suppression.isSmall(tally.expected) || suppression.isSmall(tally.visited)
      || suppression.isSmall(tally.expected - tally.visited)
  }

  private static func say(_ suppression: Suppression) { say(suppression, "this list holds") }

  static func say(_ suppression: Suppression, _ what: String) {
    Output.note(
      "\(what) counts of 1 to \(suppression.threshold - 1) priority targets; for others use --public")
  }
}
