internal import CampaignModel

/// Coverage as a table for a terminal, with both numbers of every share, and a line for what stands outside it.
func coverageText(_ table: CoverageTable, reach: [(name: String, tally: Tally)], language: Language) -> String
{
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
  var text = TextTable(columns.map { (language.word($0.header), $0.alignment) })

  func cells(_ row: CoverageRow, code: String, name: String?) -> [String] {
    var cells = [code, name ?? ""]
    if isPlace { cells.append(row.township ?? "") }
    if isPlace || table.level == .township || table.level == .member { cells.append(row.group ?? "") }
    if hasExpected {
      cells += [
        ratio(row.households), percent(row.households.coverage), ratio(row.enterprises), ratio(row.priority),
        grouped(row.visits), row.lastVisit?.description ?? "",
        row.status.map { language.word($0.rawValue) } ?? "",
        row.targetMet.map { language.word($0 ? "yes" : "no") } ?? "",
      ]
    } else {
      cells += [grouped(row.visits), grouped(row.targetsVisited ?? 0), row.lastVisit?.description ?? ""]
    }
    if table.level == .group { cells.append(row.visitsByMembers.map(grouped) ?? "") }
    return cells
  }

  for row in table.rows where !isIdle(row) {
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
  for place in reach where place.tally.expected > 0 {
    notes.append(
      "\(language.word("\(place.name) reached")) \(ratio(place.tally)) (\(percent(place.tally.coverage)))")
  }
  if table.totals.missingCoordinates > 0 {
    notes.append(note(table.totals.missingCoordinates, "target", "without coordinates"))
  }
  if table.totals.excluded > 0 { notes.append(note(table.totals.excluded, "target", "excluded")) }
  if table.unlistedVisits > 0 { notes.append(note(table.unlistedVisits, "visit", "to unlisted targets")) }
  if table.level.isOverlapping { notes.append(language.word("rows overlap and are not summed")) }
  return text.text + (notes.isEmpty ? "" : notes.joined(separator: " · ") + "\n")
}

/// `visited/expected`.
func ratio(_ tally: Tally) -> String { "\(grouped(tally.visited))/\(grouped(tally.expected))" }

/// True for a `(none)` row in which nothing counts: files keep it, a terminal does not need it.
private func isIdle(_ row: CoverageRow) -> Bool {
  row.code == CoverageRow.noneCode && row.targets.expected == 0 && row.visits == 0 && row.excluded == 0
    && (row.visitsByMembers ?? 0) == 0
}
