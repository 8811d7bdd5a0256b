internal import CampaignModel
internal import CoverageAnalysis
internal import Interchange

/// Days, groups and batches as rows: the same columns in CSV and JSON.
enum TrendRows {
  static func attributes(of day: Trend.Day?, expected: Int) -> [Attribute] {
    [
      Attribute("day", AttributeValue(day?.day.description)),
      Attribute("visits", AttributeValue(day?.visits)),
      Attribute("first_visits", AttributeValue(day?.firstVisits)),
      Attribute("revisits", AttributeValue(day?.revisits)),
      Attribute("visited", AttributeValue(day?.visited)),
      Attribute("expected", .integer(expected)),
      Attribute(
        "coverage",
        AttributeValue(share: day.flatMap { Tally(expected: expected, visited: $0.visited).coverage })),
    ]
  }

  static func attributes(of row: Trend.Row, in campaign: Campaign, end: LocalDate?) -> [Attribute] {
    let group = row.group.flatMap { $0 >= 0 ? campaign.groups[$0] : nil }
    let code = row.group == nil ? "campaign" : group?.id.text ?? CoverageRow.noneCode
    return [
      Attribute("code", .text(code)),
      Attribute("name", AttributeValue(row.group == nil ? campaign.settings.name : group?.name)),
      Attribute("expected", .integer(row.targets.expected)),
      Attribute("visited", .integer(row.targets.visited)),
      Attribute("coverage", AttributeValue(share: row.targets.coverage)),
      Attribute("visits", .integer(row.visits)), Attribute("first_visits", .integer(row.firstVisits)),
      Attribute("revisits", .integer(row.revisits)),
    ] + attributes(of: row.forecast, end: end)
  }

  static func attributes(of forecast: Forecast?, end: LocalDate?) -> [Attribute] {
    let status: String? = forecast.map {
      $0.isFinished ? "finished" : $0.finish == nil ? "not at this pace" : "expected"
    }
    let misses = end.flatMap { end in forecast.map { $0.misses(end) } }
    return [
      Attribute("remaining", AttributeValue(forecast?.remaining)),
      Attribute("pace", AttributeValue(forecast.map { ($0.pace * 10).rounded() / 10 })),
      Attribute("forecast", AttributeValue(status)),
      Attribute("finish", AttributeValue(forecast?.finish?.description)),
      Attribute("finish_earliest", AttributeValue(forecast?.earliest?.description)),
      Attribute("finish_latest", AttributeValue(forecast?.latest?.description)),
      Attribute("misses_end", AttributeValue(misses)),
    ]
  }

  static func attributes(of batch: BatchTrend?) -> [Attribute] {
    [
      Attribute("batch", AttributeValue(batch.map { $0.name ?? CoverageRow.noneCode })),
      Attribute("first_day", AttributeValue(batch?.firstDay.description)),
      Attribute("last_day", AttributeValue(batch?.lastDay.description)),
      Attribute("days", AttributeValue(batch?.span)), Attribute("visits", AttributeValue(batch?.visits)),
      Attribute("targets", AttributeValue(batch?.targets)),
      Attribute("first_visits", AttributeValue(batch?.firstVisits)),
      Attribute("effective_visits", AttributeValue(batch?.effective)),
      Attribute("effective_share", AttributeValue(share: batch?.effectiveShare)),
    ]
  }

  /// One object: the rows, the campaign's forecast and the groups that will be late.
  static func json(_ rows: [[Attribute]], by unit: String, _ trend: Trend, _ ledger: CampaignLedger)
    -> [UInt8]
  {
    var writer = JSONWriter()
    writer.beginObject()
    writer.heading(of: ledger)
    writer.member("by", .text(unit))
    writer.member("end", AttributeValue(trend.end?.description))
    writer.rows(rows)
    writer.key("totals")
    writer.object(attributes(of: trend.campaign, in: ledger.campaign, end: trend.end))
    writer.member("visits_far_outside_dates", .integer(trend.strays))
    writer.texts("late_groups", trend.late.map { ledger.campaign.groups[$0].id.text })
    return writer.ended()
  }
}
