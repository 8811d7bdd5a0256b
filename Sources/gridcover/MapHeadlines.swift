internal import CampaignModel
internal import Cartography
internal import CoverageAnalysis

/// The figures in the margin of a map, each with its denominator, small counts of priority targets withheld.
extension MapFigures {
  func headlines(_ part: MapPart, places: [PlaceFigure]) -> [Headline] {
    let inFocus = Set(places.filter(\.isInFocus).map(\.code))
    let own = part == .all ? rows : rows.filter { inFocus.contains($0.code) }
    // The whole campaign has targets in no place; a group's row counts what it is responsible for, wherever it is.
    let sum: CoverageRow =
      switch part {
      case .all: table.totals
      case .group(let id): groupRows[id] ?? CoverageRow(level: .group, code: id)
      case .township, .village, .noGroup, .noTownship: own.sum
      }
    let noun = level == .cell ? "cells" : "villages"
    let withTargets = own.filter { $0.targets.expected > 0 }
    switch request.theme {
    case .flags:
      let own = flags.filter { inFocus.contains($0.key) }.values
      return [
        share("flagged visits", own.reduce(0) { $0 + $1.flagged }, own.reduce(0) { $0 + $1.visits }),
        share("\(noun) with flagged visits", own.count { $0.flagged > 0 }, own.count { $0.visits > 0 }),
        share("households verified, of those visited", sum.householdsVerified ?? 0, sum.households.visited),
        share("households unproven, of those visited", sum.householdsUnproven ?? 0, sum.households.visited),
      ]
    case .coverage, .ground:
      return [
        share("\(noun) reached", withTargets.count { $0.targets.visited > 0 }, withTargets.count)
      ]
        + [("households visited", sum.households), ("enterprises visited", sum.enterprises)]
        .filter { $0.1.expected > 0 }.map { share($0.0, $0.1.visited, $0.1.expected) }
        + [priorityHeadline(part)].compactMap { $0 }
    case .gaps:
      return [
        share("targets not yet visited", sum.targets.expected - sum.targets.visited, sum.targets.expected),
        share("\(noun) with gaps", withTargets.count { $0.status != .covered }, withTargets.count),
        share("\(noun) not visited at all", withTargets.count { $0.status == .unvisited }, withTargets.count),
      ]
    case .allocation:
      let shared = places.filter(\.isInFocus)
      return [
        Headline(language.word("working groups"), grouped(Set(shared.compactMap(\.group)).count)),
        share("\(noun) shared out", shared.count { $0.group != nil }, shared.count),
      ]
        + (sum.targets.expected == 0
          ? [] : [Headline(language.word("targets expected"), grouped(sum.targets.expected))])
    case .issues:
      let register = issues.filter { inFocus.contains($0.key) || part == .all }
      let total = IssueRegister.total(of: register, key: "total")
      return [
        Headline(language.word("issues filed"), grouped(total.filed)),
        share("issues resolved", total.resolved, total.filed), share("issues open", total.open, total.filed),
        share("issues overdue", total.overdue, total.filed),
      ]
    }
  }

  func share(_ label: String, _ part: Int, _ whole: Int) -> Headline {
    let rate = whole == 0 ? "–" : percent(Double(part) / Double(whole))
    let value =
      language == .english
      ? "\(grouped(part)) of \(grouped(whole)) (\(rate))" : "\(grouped(part)) / \(grouped(whole)) · \(rate)"
    return Headline(language.word(label), value)
  }

  /// Priority targets as they may be handed out; nil where the campaign has none.
  ///
  /// Only parts whose figure is told by others too have one: ``PublicPriority/together(_:)``.
  private func priorityHeadline(_ part: MapPart) -> Headline? {
    guard let priority else { return nil }
    let figure: PublicPriority.Figure =
      switch part {
      case .all: priority.total
      case .noGroup, .noTownship: .withheld(isSmall: false)
      case .group(let id): villagesOfGroups[id].map { priority.together($0) } ?? .withheld(isSmall: false)
      case .township(let key):
        priority.together(Set(campaign.villages.indices.filter { campaign.villages[$0].townshipKey == key }))
      case .village(let code):
        priority.together(Set(campaign.villages.indices.filter { campaign.villages[$0].code == code }))
      }
    let label = language.word("priority targets visited")
    switch figure {
    case .open(let tally):
      return tally.expected == 0 ? nil : share("priority targets visited", tally.visited, tally.expected)
    case .expected(let count):
      return Headline(
        label, language == .english ? "withheld, of \(grouped(count))" : "不公布，共 \(grouped(count))")
    case .withheld(let isSmall):
      let below = "<\(campaign.settings.smallestCount)"
      return Headline(
        label,
        language == .english
          ? (isSmall ? "of \(below)" : "withheld") : (isSmall ? "应访 \(below)" : "不公布"))
    }
  }

  /// The villages of whose targets each group is responsible for all; groups that share a village, or have targets in no
  /// village, are left out.
  ///
  /// - Complexity: O(targets).
  static func villagesOfGroups(_ ledger: CampaignLedger) -> [String: Set<Int>] {
    let campaign = ledger.campaign
    var villages = [Set<Int>](repeating: [], count: campaign.groups.count)
    var groupOfVillage: [Int: Int] = [:]
    var shares = Set<Int>()
    for i in 0..<campaign.targets.count where !ledger.isExcluded(i) {
      let (village, group) = (Int(campaign.targets.villages[i]), Int(ledger.group(ofTarget: i)))
      guard village >= 0 else {
        shares.insert(group)
        continue
      }
      let other = groupOfVillage[village] ?? group
      if other != group { shares.formUnion([other, group]) }
      groupOfVillage[village] = group
      if group >= 0 { villages[group].insert(village) }
    }
    return Dictionary(
      villages.indices.filter { !shares.contains($0) }.map { (campaign.groups[$0].id.text, villages[$0]) },
      uniquingKeysWith: { first, _ in first })
  }

  /// What the page says of figures that are not on it; nil where nothing is withheld.
  var privacyNote: String? {
    let k = campaign.settings.smallestCount
    guard k > 0, priority != nil else { return nil }
    return language == .english
      ? "counts of priority targets below \(k) are withheld, with what would give them back"
      : "重点对象少于 \(k) 的数字及可据以反推的数字不公布"
  }
}

extension [CoverageRow] {
  /// The counts of rows of different targets, added up.
  fileprivate var sum: CoverageRow {
    reduce(into: CoverageRow(level: .campaign, code: "sum")) { sum, row in
      sum.households = sum.households + row.households
      sum.enterprises = sum.enterprises + row.enterprises
      sum.priority = sum.priority + row.priority
      sum.householdsVerified = (sum.householdsVerified ?? 0) + (row.householdsVerified ?? 0)
      sum.householdsUnproven = (sum.householdsUnproven ?? 0) + (row.householdsUnproven ?? 0)
    }
  }
}
