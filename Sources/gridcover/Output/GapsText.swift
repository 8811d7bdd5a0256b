internal import CampaignModel

/// Villages or cells with gaps as a table for a terminal: how many, why, and who is responsible.
func placeGapsText(_ rows: [CoverageRow], level: CoverageLevel, language: Language) -> String {
  guard !rows.isEmpty else { return "no gaps\n" }
  let headers = [
    "code", "name", "township", "group", "gaps", "households", "enterprises", "status", "reason",
  ]
  var text = TextTable(
    headers.map { (language.word($0), ["gaps", "households", "enterprises"].contains($0) ? .right : .left) })
  for row in rows {
    let reasons = GapReason.allCases.filter { row.gaps[$0] != nil }
      .sorted { (row.gaps[$0] ?? 0, $1) > (row.gaps[$1] ?? 0, $0) }
      .map { "\(language.word($0.name)) \(grouped(row.gaps[$0] ?? 0))" }
    text.add([
      language.word(row.code), row.name ?? "", row.township ?? "", row.group ?? "–",
      grouped(row.targets.expected - row.targets.visited), ratio(row.households), ratio(row.enterprises),
      row.status.map { language.word($0.rawValue) } ?? "", reasons.joined(separator: ", "),
    ])
  }
  let gaps = rows.reduce(0) { $0 + $1.targets.expected - $1.targets.visited }
  let unvisited = rows.count { $0.status == .unvisited }
  return text.text
    + "\(counted(gaps, "gap")) in \(counted(rows.count, level.rawValue)), "
    + "\(grouped(unvisited)) of them wholly unvisited\n"
}

/// Targets that are gaps as a table for a terminal.
func targetGapsText(_ gaps: [TargetGap], _ campaign: Campaign, language: Language) -> String {
  guard !gaps.isEmpty else { return "no gaps\n" }
  let headers = ["id", "kind", "village", "group", "reason", "visits", "last visit", "mark"]
  var text = TextTable(headers.map { (language.word($0), $0 == "visits" ? .right : .left) })
  for gap in gaps {
    let village = gap.village >= 0 ? campaign.villages[Int(gap.village)] : nil
    text.add([
      campaign.targets.ids[gap.target] ?? "", language.word(campaign.targets.kinds[gap.target].name),
      village.map { "\($0.code) \($0.name)" } ?? "–",
      gap.group >= 0 ? campaign.groups[Int(gap.group)].id.text : "–", language.word(gap.reason.name),
      String(gap.visits), gap.lastVisit?.description ?? "",
      campaign.targets.hasCoordinates(gap.target) ? "" : language.word("missing coordinates"),
    ])
  }
  return text.text + "\(counted(gaps.count, "gap"))\n"
}
