internal import CampaignModel
internal import CoverageAnalysis

/// The issue register as a table for a terminal, both rates with their two numbers.
func registerText(
  _ rows: [RegisterRow], by place: String, names: [String: String], language: Language
) -> String {
  guard !rows.isEmpty else { return "no issues; gridcover import CAMPAIGN issues FILE takes them in\n" }
  let numbers = ["filed", "handled", "resolved", "escalated", "open", "overdue", "people", "repeated"]
  var table = TextTable(
    [(language.word(place), .left), (language.word("name"), .left)]
      + (numbers + ["closure rate", "success rate"]).map { (language.word($0), .right) })
  func share(_ part: Int, of whole: Int, _ rate: Double?) -> String {
    rate == nil ? "–" : "\(grouped(part))/\(grouped(whole)) \(percent(rate))"
  }
  func add(_ row: RegisterRow, as title: String) {
    let counts = [
      row.filed, row.handled, row.resolved, row.escalated, row.open, row.overdue, row.people, row.repeated,
    ]
    table.add(
      [title, names[row.key] ?? ""] + counts.map(grouped) + [
        share(row.resolved, of: row.filed, row.closureRate),
        share(row.resolved, of: row.handled, row.successRate),
      ])
  }
  for row in rows { add(row, as: place == "age" ? ageTitle(row.key, language) : language.word(row.key)) }
  if rows.count > 1 { add(IssueRegister.total(of: rows, key: ""), as: language.word("total")) }
  return table.text
}

/// A class of ages with its unit: `8-30 days`.
private func ageTitle(_ key: String, _ language: Language) -> String {
  guard language == .simplifiedChinese else { return "\(key) days" }
  return key.hasPrefix("over ") ? "\(key.dropFirst(5)) 天以上" : "\(key) 天"
}

/// Places with more than one issue of a kind as a table for a terminal.
func repeatedText(
  _ places: [RepeatedPlace], _ campaign: Campaign, withTargets: Bool, language: Language
) -> String {
  guard !places.isEmpty else { return "no place has more than one issue of a kind\n" }
  let headers =
    ["village", "place"] + (withTargets ? ["target"] : []) + ["kind", "issues", "open", "first", "last"]
  var table = TextTable(
    headers.map { (language.word($0), $0 == "issues" || $0 == "open" ? .right : .left) })
  for place in places {
    let village = place.village < 0 ? nil : campaign.villages[Int(place.village)]
    table.add(
      [
        village.map { "\($0.code) \($0.name)" } ?? "–",
        language.word(place.target == nil ? "village" : "target"),
      ] + (withTargets ? [place.target?.text ?? ""] : []) + [
        language.word(place.kind), grouped(place.issues), grouped(place.open), place.first.description,
        place.last.description,
      ])
  }
  let issues = places.reduce(0) { $0 + $1.issues }
  return table.text
    + (language == .english
      ? "\(counted(places.count, "place")) with \(counted(issues, "issue")), \(grouped(issues - places.count)) of them repeated\n"
      : "\(grouped(places.count)) 处共 \(grouped(issues)) 件，其中重复 \(grouped(issues - places.count)) 件\n")
}

extension RegisterRow {
  /// The row's columns, the same names in every format.
  func attributes(level: String, name: String?) -> [Attribute] {
    [
      Attribute("level", .text(level)), Attribute("code", .text(key)),
      Attribute("name", AttributeValue(name)),
      Attribute("filed", .integer(filed)), Attribute("handled", .integer(handled)),
      Attribute("resolved", .integer(resolved)), Attribute("escalated", .integer(escalated)),
      Attribute("open", .integer(open)), Attribute("overdue", .integer(overdue)),
      Attribute("people", .integer(people)), Attribute("closure_rate", AttributeValue(share: closureRate)),
      Attribute("success_rate", AttributeValue(share: successRate)),
      Attribute("repeated", .integer(repeated)),
    ]
  }
}

extension RepeatedPlace {
  /// The columns without values.
  static func columns(withTarget: Bool) -> [Attribute] {
    (["village", "village_name", "township", "place"] + (withTarget ? ["target"] : [])
      + ["kind", "issues", "open", "first_filed", "last_filed"]).map { Attribute($0, .none) }
  }

  /// The place's columns; the target's id only if it is asked for.
  func attributes(in campaign: Campaign, withTarget: Bool) -> [Attribute] {
    let place = village < 0 ? nil : campaign.villages[Int(village)]
    return [
      Attribute("village", AttributeValue(place?.code.text)),
      Attribute("village_name", AttributeValue(place?.name)),
      Attribute("township", AttributeValue(place?.township)),
      Attribute("place", .text(target == nil ? "village" : "target")),
    ] + (withTarget ? [Attribute("target", AttributeValue(target?.text))] : []) + [
      Attribute("kind", .text(kind)), Attribute("issues", .integer(issues)),
      Attribute("open", .integer(open)),
      Attribute("first_filed", .text(first.description)), Attribute("last_filed", .text(last.description)),
    ]
  }
}
