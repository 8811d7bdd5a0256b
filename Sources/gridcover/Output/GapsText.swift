internal import CampaignModel
internal import CoverageAnalysis

/// Whom to call for each village's gaps.
struct CallList: Sendable {
  private let groupsOfVillage: [String: [WorkingGroup]]
  private let mustVisit: Set<String>
  private let withLeaders: Bool

  /// - Parameter withLeaders: Whether leaders are named: whom to call, in one's own list.
  init(_ ledger: CampaignLedger, withLeaders: Bool = true) {
    self.withLeaders = withLeaders
    let campaign = ledger.campaign
    let codes = campaign.villages.map(\.code.text) + [CoverageRow.noneCode]
    groupsOfVillage = Dictionary(
      zip(codes, ledger.groupsOfGaps().map { groups in groups.map { campaign.groups[$0] } }),
      uniquingKeysWith: { first, _ in first })
    mustVisit = ledger.mustVisitCodes
  }

  func attributes(of row: CoverageRow) -> [Attribute] {
    AreaRows.callAttributes(
      of: row, groups: groupsOfVillage[row.code] ?? [], isMustVisit: mustVisit.contains(row.code),
      withLeaders: withLeaders)
  }

  func isMustVisit(_ row: CoverageRow) -> Bool { mustVisit.contains(row.code) }

  func cells(of row: CoverageRow, language: Language) -> [String] {
    [
      mustVisit.contains(row.code) ? language.word("must visit") : "",
      (groupsOfVillage[row.code] ?? []).map { group in
        [group.id.text, group.name, withLeaders ? group.leader : nil].compactMap { $0 }.joined(separator: " ")
      }.joined(separator: "; "),
    ]
  }
}

/// Villages or cells with gaps as a table for a terminal: how many, why, and who is responsible.
func placeGapsText(
  _ rows: [CoverageRow], level: CoverageLevel, calls: CallList?, language: Language
) -> String {
  guard !rows.isEmpty else { return "no gaps\n" }
  let headers =
    [
      "code", "name", "township", "group", "gaps", "households", "enterprises", "status", "reason",
    ] + (calls == nil ? [] : ["first call", "responsible"])
  var text = TextTable(
    headers.map { (language.word($0), ["gaps", "households", "enterprises"].contains($0) ? .right : .left) })
  for row in rows {
    text.add(
      [
        language.word(row.code), row.name ?? "", row.township ?? "", row.group ?? "–",
        grouped(row.targets.expected - row.targets.visited), ratio(row.households), ratio(row.enterprises),
        row.status.map { language.word($0.rawValue) } ?? "", reasonsText(row.gaps, language),
      ] + (calls?.cells(of: row, language: language) ?? []))
  }
  let gaps = rows.reduce(0) { $0 + $1.targets.expected - $1.targets.visited }
  let unvisited = rows.count { $0.status == .unvisited }
  let mustFirst = rows.contains { calls?.isMustVisit($0) ?? false }
  return text.text
    + language.say(
      "\(counted(gaps, "gap")) in \(counted(rows.count, level.rawValue)), \(grouped(unvisited)) of them wholly unvisited\(mustFirst ? "; must-visit villages stand first, then wholly unvisited ones" : "")\n",
      "\(grouped(rows.count)) 个\(language.word(level.rawValue))共 \(grouped(gaps)) 处盲区，其中 \(grouped(unvisited)) 个完全未走访\(mustFirst ? "；必访村在前，其次为完全未走访的" : "")\n"
    )
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
