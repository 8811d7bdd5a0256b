internal import CampaignModel
internal import CampaignStore
internal import CoverageAnalysis
internal import Interchange

/// Snapshots as people and programs read them.
enum SnapshotText {
  static func taken(_ snapshot: Snapshot, in path: String) -> String {
    let total = snapshot.rows.first { $0.level == .campaign }
    let households = total.map { ratio($0.households) } ?? ""
    let enterprises = total.map { ratio($0.enterprises) } ?? ""
    return """
      snapshot \(snapshot.name): as of \(snapshot.asOf), as known at line \(snapshot.importID); households \(households), \
      enterprises \(enterprises)
      later: gridcover snapshot \(path) diff \(snapshot.name) now

      """
  }

  static func list(_ snapshots: [Snapshot], language: Language) -> String {
    var table = TextTable([
      (language.word("name"), .left), (language.word("taken at (UTC)"), .left),
      (language.word("as of"), .left),
      (language.word("line"), .right), (language.word("plan"), .left), (language.word("households"), .right),
      (language.word("enterprises"), .right),
    ])
    for snapshot in snapshots {
      let total = snapshot.rows.first { $0.level == .campaign }
      table.add([
        snapshot.name, snapshot.takenAt, snapshot.asOf.description, String(snapshot.importID),
        snapshot.rules.plan?.name ?? "", total.map { ratio($0.households) } ?? "",
        total.map { ratio($0.enterprises) } ?? "",
      ])
    }
    return table.isEmpty ? "no snapshots; gridcover snapshot CAMPAIGN take NAME takes one\n" : table.text
  }

  static func row(_ snapshot: Snapshot) -> [Attribute] {
    let total = snapshot.rows.first { $0.level == .campaign }
    return [
      Attribute("name", .text(snapshot.name)), Attribute("taken_at", .text(snapshot.takenAt)),
      Attribute("as_of", .text(snapshot.asOf.description)),
      Attribute("known_at_line", .integer(Int(snapshot.importID))),
      Attribute("plan", AttributeValue(snapshot.rules.plan?.name)),
      Attribute("grid", AttributeValue(snapshot.rules.grid)),
      Attribute("households_expected", AttributeValue(total?.households.expected)),
      Attribute("households_visited", AttributeValue(total?.households.visited)),
      Attribute("enterprises_expected", AttributeValue(total?.enterprises.expected)),
      Attribute("enterprises_visited", AttributeValue(total?.enterprises.visited)),
    ]
  }

  /// The columns of a list without a row.
  static let columns = [
    "name", "taken_at", "as_of", "known_at_line", "plan", "grid", "households_expected", "households_visited",
    "enterprises_expected", "enterprises_visited",
  ].map { Attribute($0, .none) }
}

extension SnapshotDifference {
  /// The columns of a difference without a row.
  static let columns = [
    "level", "code", "name", "cause", "records", "households_expected", "households_visited",
    "enterprises_expected", "enterprises_visited",
  ].map { Attribute($0, .none) }

  /// For each changed place its figures in the earlier state, the share of each cause, and its figures in the later state.
  var attributes: [[Attribute]] {
    changed.flatMap { row in
      lines(of: row).map { line in
        [
          Attribute("level", .text(level.rawValue)), Attribute("code", .text(row.code)),
          Attribute("name", AttributeValue(row.name)), Attribute("cause", .text(line.title)),
          Attribute("records", AttributeValue(line.records)),
          Attribute("households_expected", .integer(line.figures.households.expected)),
          Attribute("households_visited", .integer(line.figures.households.visited)),
          Attribute("enterprises_expected", .integer(line.figures.enterprises.expected)),
          Attribute("enterprises_visited", .integer(line.figures.enterprises.visited)),
        ]
      }
    }
  }

  /// The rows, with what they lead from and to.
  var json: [UInt8] {
    var writer = JSONWriter()
    writer.beginObject()
    writer.member("campaign", .text(campaign))
    writer.member("from", .text(earlier))
    writer.member("from_as_of", .text(days.earlier.description))
    writer.member("to", .text(later))
    writer.member("to_as_of", .text(days.later.description))
    writer.member("level", .text(level.rawValue))
    writer.rows(attributes)
    return writer.ended()
  }

  func text(language: Language) -> String {
    let isCampaign = level == .campaign
    var table = TextTable(
      (isCampaign ? [] : [(language.word(level.rawValue), .left), (language.word("name"), .left)])
        + [(language.word("cause"), .left)] + (isCampaign ? [(language.word("records"), .right)] : [])
        + [
          "households expected", "households visited", "enterprises expected", "enterprises visited",
        ].map { (language.word($0), .right) })
    for row in changed {
      for line in lines(of: row) {
        let isShare = line.isShare
        func number(_ value: Int) -> String { isShare ? signed(value) : grouped(value) }
        let place = isCampaign ? [] : [language.word(row.code), row.name ?? ""]
        table.add(
          place + [language.word(line.title)] + (isCampaign ? [line.records.map(grouped) ?? ""] : [])
            + [
              number(line.figures.households.expected), number(line.figures.households.visited),
              number(line.figures.enterprises.expected), number(line.figures.enterprises.visited),
            ])
      }
    }
    let days =
      "\(earlier) (\(language.word("as of")) \(days.earlier)) → \(later) (\(language.word("as of")) \(days.later))\n"
    return table.isEmpty ? days + language.word("nothing has changed") + "\n" : days + table.text
  }

  private typealias Line = (title: String, isShare: Bool, records: Int?, figures: Figures)

  private func lines(of row: ExplainedRow) -> [Line] {
    let shares = ChangeCause.allCases.compactMap { cause -> Line? in
      let records = level == .campaign ? difference.records[cause] : nil
      guard row.shares[cause] != nil || records != nil else { return nil }
      return (cause.name, true, records, row.shares[cause] ?? Figures())
    }
    return [(earlier, false, nil, row.before)] + shares + [(later, false, nil, row.after)]
  }
}

/// A change as people write it; 0 is a dot, so that what changed stands out.
private func signed(_ number: Int) -> String {
  number == 0 ? "·" : number > 0 ? "+" + grouped(number) : "−" + grouped(-number)
}
