internal import CampaignModel
internal import CoverageAnalysis

/// Coverage as a table for a terminal, with both numbers of every share, and a line for what stands outside it.
///
/// - Parameter told: What may be handed out, where the table is for others.
func coverageText(
  _ table: CoverageTable, notes beside: CoverageNotes, told: PublicRows? = nil, language: Language
) -> String {
  let hasExpected = table.level.hasExpected
  let isPlace = table.level == .village || table.level == .cell
  var columns: [(header: String, alignment: TextTable.Alignment)] = [("code", .left), ("name", .left)]
  if isPlace { columns.append(("township", .left)) }
  if isPlace || table.level == .township || table.level == .member { columns.append(("group", .left)) }
  if hasExpected {
    columns += [
      ("households", .right), ("coverage", .right), ("enterprises", .right), ("priority", .right),
      ("visits", .right), ("last visit", .left), ("status", .left), ("target met", .left),
    ]
  } else {
    columns += [("visits", .right), ("targets visited", .right), ("last visit", .left)]
  }
  if table.level == .group { columns.append(("visits by members", .right)) }
  if table.level == .category { columns += [("target share", .right), ("still needed", .right)] }
  var text = TextTable(columns.map { (language.word($0.header), $0.alignment) })

  func cells(_ row: CoverageRow, code: String, name: String?) -> [String] {
    if let told, row.level == .category {
      return [code, name ?? "", "", "", "", told.text(of: row), "", "", "", "", percent(row.targetShare), ""]
    }
    let isOpen = told.map { $0.figure(of: row).reason == nil } ?? true
    var cells = [code, name ?? ""]
    if isPlace { cells.append(row.township ?? "") }
    if isPlace || table.level == .township || table.level == .member { cells.append(row.group ?? "") }
    if hasExpected {
      cells += [
        ratio(row.households), percent(row.households.coverage), ratio(row.enterprises),
        told?.text(of: row) ?? ratio(row.priority),
        grouped(row.visits), row.lastVisit?.description ?? "",
        row.status.map { language.word($0.rawValue) } ?? "",
        isOpen ? row.targetMet.map { language.word($0 ? "yes" : "no") } ?? "" : "–",
      ]
    } else {
      cells += [grouped(row.visits), grouped(row.targetsVisited ?? 0), row.lastVisit?.description ?? ""]
    }
    if table.level == .group { cells.append(row.visitsByMembers.map(grouped) ?? "") }
    if table.level == .category {
      let needed = row.missedShares.reduce(0) { $0 + $1.needed }
      cells += [percent(row.targetShare), needed == 0 ? "" : grouped(needed)]
    }
    return cells
  }

  for row in told?.told(table.rows) ?? table.rows where !isIdle(row) {
    text.add(cells(row, code: language.word(row.code), name: row.name))
  }
  if table.level != .campaign && hasExpected && !table.level.isOverlapping {
    text.add(cells(table.totals, code: language.word("total"), name: nil))
  }

  func note(_ number: Int, _ noun: String, _ what: String) -> String {
    language == .english
      ? "\(counted(number, noun)) \(what)" : "\(grouped(number)) \(language.word("\(noun)s \(what)"))"
  }
  var notes: [String] = []
  if let round = beside.round { notes.append("\(language.word("round")) \(round.title)") }
  for (name, tally) in [
    ("townships", beside.townships), ("villages", beside.villages), ("cells", beside.cells),
  ] {
    guard tally.expected > 0 else { continue }
    notes.append("\(language.word("\(name) reached")) \(ratio(tally)) (\(percent(tally.coverage)))")
  }
  if let spread = beside.spread { notes.append("\(language.word("spread")) \(twoDecimals(spread))") }
  if table.totals.missingCoordinates > 0 {
    notes.append(note(table.totals.missingCoordinates, "target", "without coordinates"))
  }
  if table.totals.excluded > 0 { notes.append(note(table.totals.excluded, "target", "excluded")) }
  if table.unlistedVisits > 0 { notes.append(note(table.unlistedVisits, "visit", "to unlisted targets")) }
  if table.level.isOverlapping { notes.append(language.word("rows overlap and are not summed")) }
  var lines = notes.isEmpty ? [] : [notes.joined(separator: " · ")]
  if table.level == .campaign || table.level == .category {
    if told == nil && !table.totals.missedShares.isEmpty {
      let shares = table.totals.missedShares.map { missedShareText($0, language: language) }
      lines.append("\(language.word("missed")): \(shares.joined(separator: " · "))")
    }
    for category in beside.idleShares {
      lines.append("target_shares: \(category): \(language.word("no target has this category"))")
    }
  }
  return text.text + lines.map { $0 + "\n" }.joined()
}

/// A missed share with its numbers: `disabled 3/10, 80.0 % asked, 5 more needed`.
func missedShareText(_ missed: MissedShare, language: Language) -> String {
  // The bare word heads a column that says more.
  let name = missed.name == MissedShare.priority ? "priority targets" : missed.name
  return "\(language.word(language == .english ? missed.name : name)) \(ratio(missed.tally)), "
    + (language == .english
      ? "\(percent(missed.share)) asked, \(grouped(missed.needed)) more needed"
      : "应达 \(percent(missed.share))，还差 \(grouped(missed.needed))")
}

/// A quotient with two decimals.
func twoDecimals(_ number: Double) -> String {
  let hundredths = Int((min(number, 1e12) * 100).rounded())
  let rest = hundredths % 100
  return "\(grouped(hundredths / 100)).\(rest < 10 ? "0" : "")\(rest)"
}

/// `visited/expected`.
func ratio(_ tally: Tally) -> String { "\(grouped(tally.visited))/\(grouped(tally.expected))" }

/// True for a `(none)` row in which nothing counts: files keep it, a terminal does not need it.
private func isIdle(_ row: CoverageRow) -> Bool {
  row.code == CoverageRow.noneCode && row.targets.expected == 0 && row.visits == 0 && row.excluded == 0
    && (row.visitsByMembers ?? 0) == 0
}
