internal import CampaignModel
internal import Interchange
internal import Planning

/// Pairs, contact points without one and the summary as rows: ids and no names.
enum PairRows {
  static let unpairedColumns = ["contact", "kind", "group", "reason"].map { Attribute($0, .none) }

  static func attributes(of row: PairingRoll.Row, in summary: PairSummary) -> [Attribute] {
    [
      Attribute("group", AttributeValue(row.group.map { summary.groupName($0) })),
      Attribute("kind", .text(row.kind.map { summary.kinds.all[$0].name } ?? "(other kinds)")),
      Attribute("contacts", .integer(row.contacts)), Attribute("kept", .integer(row.kept)),
      Attribute("added", .integer(row.added)),
      Attribute("unpaired", .integer(row.unpaired.values.reduce(0, +))),
    ]
      + UnpairedReason.allCases.map { reason in
        Attribute("unpaired_\(reason.column)", .integer(row.unpaired[reason, default: 0]))
      } + [
        Attribute("members", .integer(row.members)),
        Attribute("mean_distance_m", AttributeValue(row.meanDistance.map(tenths))),
        Attribute("largest_distance_m", AttributeValue(row.largestDistance.map(tenths))),
      ]
  }

  static func attributes(of one: PairingRoll.Unpaired, in summary: PairSummary) -> [Attribute] {
    [
      Attribute("contact", .text(one.contact.text)),
      Attribute("kind", .text(summary.kinds.all[one.kind].name)),
      Attribute("group", AttributeValue(one.group < 0 ? nil : summary.groupName(one.group))),
      Attribute("reason", .text(one.reason.rawValue)),
    ]
  }

  static func attributes(of pair: PairingRoll.Pair, in summary: PairSummary) -> [Attribute] {
    [
      Attribute("member", .text(summary.campaign.members[pair.member].id.text)),
      Attribute("contact", .text(pair.contact.text)),
      Attribute("kind", AttributeValue(pair.kind.map { summary.kinds.all[$0].name })),
      Attribute("group", AttributeValue(pair.group < 0 ? nil : summary.groupName(pair.group))),
      Attribute("distance_m", AttributeValue(pair.distance.map(tenths))),
      Attribute("added", .flag(pair.isNew)),
    ]
  }

  static func json(_ summary: PairSummary, by division: PairingRoll.Division) -> [UInt8] {
    var writer = JSONWriter()
    let rows = summary.roll.rows(by: division)
    writer.beginObject()
    writer.member("campaign", .text(summary.campaign.settings.name))
    writer.member("by", .text(division.rawValue))
    writer.rows(rows.dropLast().map { attributes(of: $0, in: summary) })
    writer.rows(rows.suffix(1).map { Array(attributes(of: $0, in: summary).dropFirst(2)) }, name: "totals")
    writer.rows(summary.roll.pairs.map { attributes(of: $0, in: summary) }, name: "pairs")
    writer.rows(summary.roll.unpaired.map { attributes(of: $0, in: summary) }, name: "unpaired")
    writer.member("withdrawn", .integer(summary.withdrawn))
    writer.member("unknown_pairings", .integer(summary.roll.unknownPairings))
    return writer.ended()
  }

  private static func tenths(_ value: Double) -> Double { (value * 10).rounded() / 10 }
}

extension PairSummary {
  func groupName(_ index: Int32) -> String { index < 0 ? "(none)" : campaign.groups[Int(index)].id.text }
}

extension UnpairedReason {
  /// The end of a column's name.
  fileprivate var column: String {
    switch self {
    case .outsideEveryArea: "outside"
    case .noMemberOfThatRole: "no_role"
    case .quotaExhausted: "no_quota"
    }
  }
}

/// What `pair` did, as a table for a terminal, with what was not done and why below it.
func pairText(_ summary: PairSummary, by division: PairingRoll.Division, language: Language) -> String {
  let isEnglish = language == .english
  let headers: [(english: String, chinese: String)] = [
    ("kind", "结对类别"), ("contact points", "联系点"), ("kept", "原有"), ("added", "新增"), ("unpaired", "未结对"),
    ("members", "成员"), ("mean distance", "平均距离"), ("largest", "最远"),
  ]
  var columns: [(header: String, alignment: TextTable.Alignment)] = headers.enumerated().map { i, header in
    (isEnglish ? header.english : header.chinese, i == 0 ? .left : .right)
  }
  if division == .group { columns.insert((language.word("group"), .left), at: 0) }
  var table = TextTable(columns)
  let rows = summary.roll.rows(by: division)
  for (i, row) in rows.enumerated() {
    let isTotal = i == rows.count - 1
    let other = isEnglish ? "(other kinds)" : "（其他类别）"
    var cells = [isTotal ? language.word("total") : row.kind.map { summary.kinds.all[$0].name } ?? other]
    if division == .group {
      let group = row.group.map { language.word(summary.groupName($0)) } ?? ""
      cells = isTotal ? [language.word("total"), ""] : [group] + cells
    }
    cells += [row.contacts, row.kept, row.added, row.unpaired.values.reduce(0, +), row.members].map(grouped)
    cells += [row.meanDistance, row.largestDistance].map { $0.map(metres) ?? "–" }
    table.add(cells)
  }
  var text = table.text
  for reason in UnpairedReason.allCases {
    let these = summary.roll.unpaired.filter { $0.reason == reason }
    guard !these.isEmpty else { continue }
    let ids = these.prefix(5).map(\.contact.text).joined(separator: " ") + (these.count > 5 ? " …" : "")
    text +=
      isEnglish
      ? "· unpaired, \(reason.rawValue): \(grouped(these.count)) (\(ids))\n"
      : "· 未结对，\(reason.chinese)：\(grouped(these.count))（\(ids)）\n"
  }
  return text + notes(summary, isEnglish)
}

private func notes(_ summary: PairSummary, _ isEnglish: Bool) -> String {
  var notes: [String] = []
  let roll = summary.roll
  let quota = summary.campaign.settings.pairingQuota
  let withoutQuota = summary.campaign.members.count { $0.quota == nil }
  if withoutQuota > 0 {
    notes.append(
      isEnglish
        ? "\(counted(withoutQuota, "member")) without a quota: \(quota) each (setting pair_quota)"
        : "\(grouped(withoutQuota)) 名成员无名额，按 \(quota) 个计（设置 pair_quota）")
  }
  if summary.campaign.plan == nil {
    notes.append(
      isEnglish
        ? "there is no plan: members were paired anywhere (allocate makes one)" : "尚未分片：不限责任区结对（可先 allocate）")
  }
  if roll.membersWithoutGround > 0 {
    notes.append(
      isEnglish
        ? "\(counted(roll.membersWithoutGround, "member")) of no known group: they got no contact points"
        : "\(grouped(roll.membersWithoutGround)) 名成员不属于任何工作组，未予结对")
  }
  if roll.unknownPairings > 0 {
    notes.append(
      isEnglish
        ? "\(counted(roll.unknownPairings, "pairing")) with an unknown member or contact point (pair --check lists them)"
        : "\(grouped(roll.unknownPairings)) 条结对的成员或对象不存在（pair --check 列出）")
  }
  notes.append(
    isEnglish
      ? "distances are from the middle of a member's contact points; for these middles their sum, "
        + "\(metres(Double(roll.total) / 10)) for the added pairs, is the least"
      : "距离从成员各联系点的中心量起；就这些中心而言，新增结对的总距离 \(metres(Double(roll.total) / 10)) 为最小")
  let kept =
    summary.withdrawn == 0
    ? ""
    : isEnglish
      ? "; \(counted(summary.withdrawn, "earlier pair")) withdrawn"
      : "；撤销原计算的 \(grouped(summary.withdrawn)) 对"
  if summary.isDryRun {
    notes.append(isEnglish ? "dry run: nothing was changed" : "试运行：未作任何改动")
  }
  let added = roll.pairs.count(where: \.isNew)
  let line =
    isEnglish
    ? "\(counted(added, "pair")) added\(kept), \(counted(roll.unpaired.count, "contact point")) unpaired\n"
    : "新增 \(grouped(added)) 对\(kept)，未结对 \(grouped(roll.unpaired.count))\n"
  return notes.map { "· \($0)\n" }.joined() + line
}

extension UnpairedReason {
  fileprivate var chinese: String {
    switch self {
    case .outsideEveryArea: "不在任何工作组责任区"
    case .noMemberOfThatRole: "组内无此身份的成员"
    case .quotaExhausted: "名额已满"
    }
  }
}
