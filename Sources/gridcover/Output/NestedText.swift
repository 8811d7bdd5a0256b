internal import CampaignModel
internal import CoverageAnalysis

/// Nested completeness as a table for a terminal: each row indented below the one that holds it.
func nestedText(_ nested: NestedCoverage, ledger: CampaignLedger, language: Language) -> String {
  var text = TextTable([
    (language.word("code"), .left), (language.word("name"), .left), (language.word("targets"), .right),
    (language.word("coverage"), .right), (language.word("visits"), .right),
    (language.word("status"), .left), (language.word("target share"), .right),
    (language.word("target met"), .left), (language.word("still needed"), .right),
  ])
  for row in nested.rows where row.code != CoverageRow.noneCode || row.targets.expected + row.excluded > 0 {
    let depth = nested.levels.firstIndex(of: row.level) ?? 0
    text.add([
      String(repeating: "  ", count: depth) + language.word(row.code), row.name ?? "", ratio(row.targets),
      percent(row.targets.coverage), grouped(row.visits), language.word(row.status.rawValue),
      row.targetShare.map { percent($0) } ?? "", row.targetMet.map { language.word($0 ? "yes" : "no") } ?? "",
      row.needed == 0 ? "" : grouped(row.needed),
    ])
  }
  let order = nested.categoryOrder.map(language.word).joined(separator: ", ")
  var notes = ledger.round.map { ["\(language.word("round")) \($0.title)"] } ?? []
  if !order.isEmpty {
    notes.append(
      "\(language.word("a target stands under the first of its categories, in this order")): \(order)")
  }
  return text.text + notes.map { $0 + "\n" }.joined()
}

/// Excluded targets as a table for a terminal, and how many there are for each reason.
func excludedText(_ list: [ExcludedTarget], ledger: CampaignLedger, language: Language) -> String {
  guard !list.isEmpty else {
    return "no target is excluded; gridcover import CAMPAIGN exclusions FILE takes exclusions in\n"
  }
  let headers = ["id", "village", "reason", "from", "to", "approved by", "status"]
  var text = TextTable(headers.map { (language.word($0), .left) })
  for row in list {
    let village = row.village >= 0 ? ledger.campaign.villages[Int(row.village)] : nil
    let status =
      row.exclusion.target < 0
      ? "not on the roster"
      : row.isInForce ? "excluded" : row.exclusion.from > ledger.day ? "not begun" : "over"
    text.add([
      row.exclusion.targetID.text, village.map { "\($0.code) \($0.name)" } ?? "–", row.exclusion.reason,
      row.exclusion.from.description, row.exclusion.to?.description ?? "", row.exclusion.approvedBy,
      language.word(status),
    ])
  }
  let reasons = ledger.excludedByReason()
  let total = reasons.reduce(0) { $0 + $1.targets }
  let counts = reasons.map { "\($0.reason) \(grouped($0.targets))" }
  let title =
    language == .english
    ? "\(counted(total, "target")) excluded" : "\(grouped(total)) \(language.word("targets excluded"))"
  return text.text + "\(title) (\(ledger.day))"
    + (counts.isEmpty ? "" : ": " + counts.joined(separator: ", ")) + "\n"
}

extension NestedRow {
  /// How many more targets must be visited to reach the shares that are missed.
  var needed: Int { missedShares.reduce(0) { $0 + $1.needed } }

  /// The row's columns, the same names in JSON and CSV.
  var attributes: [Attribute] {
    [
      Attribute("level", .text(level.rawValue)), Attribute("code", .text(code)),
      Attribute("name", AttributeValue(name)), Attribute("village", AttributeValue(village)),
      Attribute("cell", AttributeValue(cell)), Attribute("kind", AttributeValue(kind)),
      Attribute("targets_expected", .integer(targets.expected)),
      Attribute("targets_visited", .integer(targets.visited)),
      Attribute("targets_coverage", AttributeValue(share: targets.coverage)),
      Attribute("visits", .integer(visits)), Attribute("status", .text(status.rawValue)),
      Attribute("target_share", AttributeValue(share: targetShare)),
      Attribute("target_met", AttributeValue(targetMet)), Attribute("targets_needed", .integer(needed)),
      Attribute("excluded", .integer(excluded)),
    ]
  }
}
