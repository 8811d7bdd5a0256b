internal import CampaignModel
internal import Cartography
internal import CoverageAnalysis

extension TrendFigure {
  /// What a chart shows of the campaign's days.
  ///
  /// - Complexity: as ``CampaignLedger/trend(fanDays:)``.
  init(of ledger: CampaignLedger, language: Language, title: String? = nil) {
    self.init(ledger.trend(fanDays: TrendFigure.fanDays), of: ledger, language: language)
    if let title { self.title = title }
  }

  /// The days of the fan that a trend needs for a chart: half a year ahead there is nothing to be seen.
  static let fanDays = 183

  /// What a chart shows of a trend that was counted with ``fanDays``.
  init(_ trend: Trend, of ledger: CampaignLedger, language: Language) {
    let campaign = ledger.campaign
    let expected = trend.campaign.targets.expected
    self.init(
      title: campaign.settings.name,
      days: trend.days.map { Day($0.day, firstVisits: $0.firstVisits, revisits: $0.revisits) },
      expected: expected)
    let asOf = trend.days.last.map { "\(language.word("as of")) \($0.day)" }
    subtitle = [language.word("Effective visits by day, and the share of targets visited"), asOf]
      .compactMap { $0 }.joined(separator: " · ")
    let start = ledger.round?.start ?? campaign.settings.start
    if let start, let end = trend.end, start <= end { self.campaign = start...end }
    guard let forecast = trend.campaign.forecast, !forecast.isFinished else { return }
    finish = forecast.finish
    if let earliest = forecast.earliest, let latest = forecast.latest { finishRange = earliest...latest }
    fan = forecast.fan.map {
      FanDay($0.day, low: expected - $0.most, middle: expected - $0.middle, high: expected - $0.least)
    }
  }
}
