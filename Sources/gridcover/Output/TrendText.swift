internal import CampaignModel
internal import CoverageAnalysis

/// The course of a campaign as tables for a terminal, with a sparkline and a line on when it will be finished.
struct TrendText {
  let trend: Trend
  let campaign: Campaign
  let language: Language

  /// Days that the line of a group shows at most.
  private static let lineLength = 42

  func days() -> String {
    guard !trend.days.isEmpty else { return nothing }
    var text = table(["day", "visits", "first visits", "revisits", "visited", "coverage", "course"])
    let line = sparkline(trend.campaign.firstVisitsByDay)
    for (day, mark) in zip(trend.days, line) {
      let tally = Tally(expected: trend.campaign.targets.expected, visited: day.visited)
      text.add([
        day.day.description, grouped(day.visits), grouped(day.firstVisits), grouped(day.revisits),
        ratio(tally), percent(tally.coverage), String(mark),
      ])
    }
    return text.text + summary()
  }

  func rows(_ rows: [Trend.Row], withTotal: Bool) -> String {
    guard !trend.days.isEmpty else { return nothing }
    let title = withTotal ? "group" : "campaign"
    var text = table([
      title, "name", "visits", "first visits", "revisits", "visited", "coverage", "a day", "finish",
      "80 % range",
      "course",
    ])
    func add(_ row: Trend.Row, _ code: String, _ name: String?) {
      text.add([
        code, name ?? "", grouped(row.visits), grouped(row.firstVisits), grouped(row.revisits),
        ratio(row.targets), percent(row.targets.coverage), row.forecast.map { tenths($0.pace) } ?? "",
        finish(row), range(row.forecast), String(sparkline(row.firstVisitsByDay).suffix(Self.lineLength)),
      ])
    }
    for row in rows {
      let group = row.group.flatMap { $0 >= 0 ? campaign.groups[$0] : nil }
      if row.group == -1 && row.targets.expected == 0 && row.visits == 0 { continue }
      let code = row.group == nil ? "campaign" : group?.id.text ?? CoverageRow.noneCode
      add(row, language.word(code), row.group == nil ? campaign.settings.name : group?.name)
    }
    if withTotal { add(trend.campaign, language.word("total"), nil) }
    return text.text + summary()
  }

  func batches(_ batches: [BatchTrend]) -> String {
    guard !batches.isEmpty else { return nothing }
    var text = table([
      "batch", "from", "to", "days", "visits", "targets visited", "first visits", "effective",
    ])
    for batch in batches {
      text.add([
        batch.name ?? language.word(CoverageRow.noneCode), batch.firstDay.description,
        batch.lastDay.description,
        grouped(batch.span), grouped(batch.visits), grouped(batch.targets), grouped(batch.firstVisits),
        "\(grouped(batch.effective))/\(grouped(batch.visits)) \(percent(batch.effectiveShare))",
      ])
    }
    return text.text
  }

  private var nothing: String { "no visits yet; gridcover import CAMPAIGN visits FILE takes them in\n" }

  private func table(_ headers: [String]) -> TextTable {
    let left: Set = [
      "day", "group", "campaign", "name", "finish", "80 % range", "course", "batch", "from", "to",
    ]
    return TextTable(headers.map { (language.word($0), left.contains($0) ? .left : .right) })
  }

  /// Where it stands, when it will be finished, and who will not be by the campaign's end.
  private func summary() -> String {
    guard let forecast = trend.campaign.forecast, let last = trend.days.last else { return "" }
    let tally = trend.campaign.targets
    var lines = [
      "\(ratio(tally)) (\(percent(tally.coverage))) \(language.word("visited by")) \(last.day) · "
        + "\(tenths(forecast.pace)) \(language.word("first visits a day")) · "
        + "\(grouped(forecast.remaining)) \(language.word("to go"))",
      "\(language.word("finish")): \(finish(trend.campaign))"
        + (forecast.finish == nil ? "" : " (80 %: \(range(forecast)))"),
    ]
    if trend.strays > 0 {
      lines[0] +=
        " · \(grouped(trend.strays)) \(language.word("far outside the campaign's dates, on no day above"))"
    }
    if let end = trend.end, !forecast.isFinished {
      let late = trend.late.map { campaign.groups[$0].id.text }
      lines[1] += " · \(language.word("end")) \(end)"
      if !late.isEmpty {
        let all = trend.groups.count { $0.group ?? -1 >= 0 && $0.targets.expected > 0 }
        let who =
          late.count == all && all > 1
          ? "\(language.word("all groups")) (\(all))" : late.joined(separator: ", ")
        lines.append("\(language.word("will likely miss it")): \(who)")
      }
    }
    return lines.joined(separator: "\n") + "\n"
  }

  private func finish(_ row: Trend.Row) -> String {
    guard let forecast = row.forecast, row.targets.expected > 0 else { return "" }
    if forecast.isFinished { return language.word("finished") }
    return forecast.finish?.description ?? language.word("not at this pace")
  }

  private func range(_ forecast: Forecast?) -> String {
    guard let forecast, let earliest = forecast.earliest else { return "" }
    return "\(earliest) – \(forecast.latest?.description ?? "?")"
  }

  private func tenths(_ number: Double) -> String {
    let tenths = Int((number * 10).rounded())
    return "\(grouped(tenths / 10)).\(tenths % 10)"
  }
}

/// A bar for each number: a blank for none, else one of eight heights, the highest for the largest number.
func sparkline(_ numbers: some Collection<Int32>) -> String {
  let bars = Array("▁▂▃▄▅▆▇█")
  let largest = Int(numbers.max() ?? 0)
  return String(numbers.map { $0 <= 0 ? " " : bars[(Int($0) * 8 + largest - 1) / largest - 1] })
}
