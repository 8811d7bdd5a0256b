import CampaignModel
import TestSupport
import Testing

@testable import CoverageAnalysis

/// First visits, groups and batches against the ledger, on seeded random campaigns.
@Suite struct TrendTests {
  static let asOfDays: [LocalDate?] = [nil, LocalDate(dayNumber: 17_099), LocalDate(dayNumber: 17_130)]
  static let rules: [[String: String]] = [
    [:], ["revisit_after_days": "20"], ["effective_outcomes": "met;refused"],
    ["rounds": "first:2016-10-01..2016-11-05;second:2016-11-10.."],
    ["rounds": "only:2016-11-01..2016-11-20", "revisit_days_by_category": "low-income=9;disabled=5"],
  ]

  @Test(
    "First visits of all days are the targets visited, and groups add up to the campaign",
    arguments: UInt64(1)...12)
  func addsUp(seed: UInt64) {
    for (asOf, rule) in Self.asOfDays.flatMap({ asOf in Self.rules.map { (asOf, $0) } }) {
      let campaign = randomCampaign(seed: seed, settings: rule)
      let ledger = CampaignLedger(campaign, asOf: asOf)
      let trend = ledger.trend()
      let totals = ledger.table(by: .campaign).totals
      #expect(trend.campaign.targets == totals.targets)
      #expect(trend.days.reduce(0) { $0 + $1.firstVisits } == totals.targets.visited)
      #expect(trend.days.last?.visited ?? 0 == totals.targets.visited)
      #expect(trend.campaign.visits == totals.visits)
      #expect(trend.campaign.visits >= trend.campaign.firstVisits + trend.campaign.revisits)
      let rows = ledger.table(by: .group).rows
      #expect(trend.groups.map(\.targets) == rows.map(\.targets))
      #expect(trend.groups.map(\.visits) == rows.map(\.visits))
      #expect(trend.groups.map(\.firstVisits) == rows.map(\.targets.visited))
      #expect(trend.groups.reduce(0) { $0 + $1.revisits } == trend.campaign.revisits)
      for (i, day) in trend.days.enumerated() {
        #expect(trend.groups.reduce(0) { $0 + Int($1.firstVisitsByDay[i]) } == day.firstVisits)
        #expect(i == 0 || day.day.dayNumber == trend.days[i - 1].day.dayNumber + 1)
      }
      if asOf != nil, let last = trend.days.last { #expect(last.day == ledger.day) }
      if rule["rounds"] == nil, let asOf { #expect(ledger.day == asOf) }
      let batches = ledger.batches()
      #expect(batches.reduce(0) { $0 + $1.visits } == trend.campaign.visits)
      #expect(batches.reduce(0) { $0 + $1.firstVisits } == trend.campaign.firstVisits)
      for batch in batches {
        #expect(batch.targets <= batch.visits && batch.firstVisits <= batch.effective && batch.span >= 1)
      }
    }
  }

  @Test("By each day, as many are visited as the ledger of that day says", arguments: UInt64(30)...33)
  func agreesWithLedgerOfEachDay(seed: UInt64) {
    // Without exclusions and the revisit rule, which change over the days, the two are the same.
    var campaign = randomCampaign(seed: seed)
    campaign.exclusions = []
    for day in CampaignLedger(campaign).trend().days {
      #expect(
        day.visited == CampaignLedger(campaign, asOf: day.day).table(by: .campaign).totals.targets.visited)
    }
  }

  @Test func tellsFirstVisitsFromRevisits() {
    // Target 0: nobody home, met, met again on the same day; target 1: met, refused.
    var campaign = randomCampaign(seed: 1)
    campaign.exclusions = []
    campaign.visits = VisitColumns()
    campaign.targets.rosterVisits = ContiguousArray(repeating: TargetColumns.notVisited, count: 300)
    campaign.visits.batchNames = ["first", "second"]
    let made: [(Int32, Int32, Outcome, Int32)] = [
      (0, 10, .nobodyHome, 0), (1, 10, .met, 0), (0, 12, .met, 1), (0, 12, .met, 1), (1, 12, .refused, -1),
      (-1, 13, .met, 0),
    ]
    for (i, visit) in made.enumerated() {
      campaign.visits.ids.append("x\(i)")
      campaign.visits.targets.append(visit.0)
      campaign.visits.days.append(visit.1)
      campaign.visits.seconds.append(-1)
      campaign.visits.groups.append(0)
      campaign.visits.members.append(-1)
      campaign.visits.outcomes.append(visit.2)
      campaign.visits.batches.append(visit.3)
    }
    let ledger = CampaignLedger(campaign)
    let days = ledger.trend().days
    #expect(days.map(\.visits) == [2, 0, 3])
    #expect(days.map(\.firstVisits) == [1, 0, 1])
    #expect(days.map(\.revisits) == [0, 0, 2])
    #expect(days.map(\.visited) == [1, 1, 2])
    let batches = ledger.batches()
    #expect(batches.map(\.name) == ["first", "second", nil])
    #expect(batches.map(\.targets) == [2, 1, 1])
    #expect(batches.map(\.firstVisits) == [1, 1, 0])
    #expect(batches.map(\.effectiveShare) == [0.5, 1, 0])
    #expect(batches.map(\.span) == [1, 1, 1])
  }

  @Test func saysNothingBeforeTheFirstVisit() {
    let trend = CampaignLedger(randomCampaign(seed: 3), asOf: LocalDate(dayNumber: 1)).trend()
    #expect(trend.days.isEmpty && trend.campaign.forecast == nil)
    #expect(trend.campaign.targets.expected > 0)
  }

  @Test func gathersWhatIsOlderThanFiveYearsOnTheFirstDay() {
    var campaign = randomCampaign(seed: 5)
    campaign.exclusions = []
    campaign.visits.days[0] = -300_000
    let trend = CampaignLedger(campaign).trend()
    #expect(trend.days.count == Trend.longest)
    #expect(trend.days.last?.visited == CampaignLedger(campaign).table(by: .campaign).totals.targets.visited)
  }
}
