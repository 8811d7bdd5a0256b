import CampaignModel
import TestSupport
import Testing

@testable import CoverageAnalysis

/// One village of four households and a school, small enough to count on fingers.
///
///     h1 met · h2 nobody home twice, then met · h3 refused · h4 (low-income) no visit · e1 met
private func fiveTargets() -> Campaign {
  var targets = TargetColumns()
  targets.categories = ["low-income"]
  targets.categorySets = [[], [0]]
  for (i, id) in ["h1", "h2", "h3", "h4", "e1"].enumerated() {
    targets.ids.append(id)
    targets.kinds.append(id == "e1" ? .enterprise : .household)
    targets.xs.append(113)
    targets.ys.append(28)
    targets.villages.append(0)
    targets.locatedBy.append(.geometry)
    targets.cells.append(-1)
    targets.categorySet.append(i == 3 ? 1 : 0)
    targets.rosterVisits.append(TargetColumns.notVisited)
  }
  var visits = VisitColumns()
  let made: [(Int32, Int32, Outcome)] = [
    (0, 1, .met), (1, 1, .nobodyHome), (1, 2, .nobodyHome), (2, 2, .refused), (1, 3, .met), (4, 3, .met),
    (-1, 3, .met),
  ]
  for (i, visit) in made.enumerated() {
    visits.ids.append("x\(i)")
    visits.targets.append(visit.0)
    visits.days.append(visit.1)
    visits.seconds.append(-1)
    visits.groups.append(0)
    visits.members.append(-1)
    visits.outcomes.append(visit.2)
    visits.batches.append(-1)
  }
  return Campaign(
    settings: Settings(), villages: [Village(code: "990126101201", name: "石桥村")], cells: [],
    groups: [WorkingGroup(id: "G1")], members: [],
    plan: Plan(
      name: "plan", unit: .village, grid: nil, entries: [.init(unit: "990126101201", group: "G1")]),
    targets: targets, visits: visits, exclusions: [])
}

@Suite struct CoverageTests {
  @Test func countsHouseholdsApartFromHouseholdVisits() {
    let row = CampaignLedger(fiveTargets()).table(by: .village).rows[0]
    #expect(row.households == Tally(expected: 4, visited: 2))
    #expect(row.enterprises == Tally(expected: 1, visited: 1))
    #expect(row.priority == Tally(expected: 1, visited: 0))
    #expect(row.visits == 6)
    #expect(row.status == .partial)
    #expect(row.targetMet == false, "the one priority household is not visited")
    #expect(row.group == "G1")
    #expect(row.gaps == [.refused: 1, .neverVisited: 1])
    #expect(row.gapReason == .neverVisited, "of equally many, the earlier reason")
  }

  @Test func countsUnlistedVisitsApart() {
    let table = CampaignLedger(fiveTargets()).table(by: .campaign)
    #expect(table.unlistedVisits == 1)
    #expect(table.totals.visits == 6)
  }

  @Test func asOfLeavesLaterVisitsOut() {
    let ledger = CampaignLedger(fiveTargets(), asOf: LocalDate(dayNumber: 2))
    let row = ledger.table(by: .village).rows[0]
    #expect(row.households == Tally(expected: 4, visited: 1))
    #expect(row.gaps == [.nobodyHome: 1, .refused: 1, .neverVisited: 2])
    #expect(row.lastVisit == LocalDate(dayNumber: 2))
  }

  @Test func aPlaceWithNothingExpectedIsEmpty() {
    let none = CampaignLedger(fiveTargets()).table(by: .village).rows[1]
    #expect(none.code == "(none)")
    #expect(none.status == .empty)
    #expect(none.households.coverage == nil)
    #expect(none.targetMet == nil)
  }

  @Test func anExcludedTargetIsInNoTotal() {
    var campaign = fiveTargets()
    campaign.exclusions = [
      Exclusion(target: 2, reason: "demolished", from: LocalDate(dayNumber: 2), to: nil)
    ]
    let row = CampaignLedger(campaign).table(by: .village).rows[0]
    #expect(row.households == Tally(expected: 3, visited: 2))
    #expect(row.excluded == 1)
    #expect(row.visits == 5)
    #expect(CampaignLedger(campaign).targetGaps().map(\.target) == [3])
    let before = CampaignLedger(campaign, asOf: LocalDate(dayNumber: 1)).table(by: .village).rows[0]
    #expect(before.households.expected == 4, "the exclusion begins on day 2")
  }

  @Test func withoutAPlanNobodyIsResponsible() {
    var campaign = fiveTargets()
    campaign.plan = nil
    #expect(CampaignLedger(campaign).targetGaps().map(\.reason) == [.noGroup, .noGroup])
  }

  @Test func aListOfGapsHasTheseColumns() {
    let campaign = fiveTargets()
    let gaps = CampaignLedger(campaign).targetGaps()
    #expect(gaps.count == 2)
    for gap in gaps { #expect(gap.attributes(in: campaign).map(\.name) == TargetGap.columns.map(\.name)) }
  }

  @Test func anOldVisitIsDue() {
    var campaign = fiveTargets()
    campaign.settings = Settings(["revisit_after_days": "1"])
    let gaps = CampaignLedger(campaign).targetGaps()
    #expect(gaps.map(\.target) == [0, 2, 3])
    #expect(gaps[0].reason == .revisitDue)
  }

  @Test func categoriesOverlapAndSaySo() {
    let row = CampaignLedger(fiveTargets()).table(by: .category).rows[0]
    #expect(row.households == Tally(expected: 1, visited: 0))
    #expect(row.attributes.last == Attribute("overlapping", .flag(true)))
  }

  @Test func groupRowsCountVisitsOfTheirMembersAnywhere() {
    let rows = CampaignLedger(fiveTargets()).table(by: .group).rows
    #expect(rows[0].visits == 6)
    #expect(rows[0].visitsByMembers == 7, "the unlisted one too")
  }

  @Test func targetSharesUseTheSettings() {
    var campaign = fiveTargets()
    campaign.settings = Settings(["target_share_priority": "0%", "target_share_other": "75%"])
    #expect(CampaignLedger(campaign).table(by: .village).rows[0].targetMet == true, "3 of 4 others")
    campaign.settings = Settings(["target_share_priority": "0%", "target_share_other": "76%"])
    #expect(CampaignLedger(campaign).table(by: .village).rows[0].targetMet == false)
  }

  @Test func geographicCoverageCountsReachedPlaces() {
    #expect(CampaignLedger(fiveTargets()).reach(of: .village) == Tally(expected: 1, visited: 1))
  }

  @Test func aRoundCountsItsOwnVisitsAlone() throws {
    var campaign = fiveTargets()
    // Days 1 to 3 are 1970-01-02 to 1970-01-04.
    campaign.settings = Settings(["rounds": "one:1970-01-02..1970-01-03;two:1970-01-04.."])
    let rounds = campaign.settings.rounds
    let now = CampaignLedger(campaign)
    #expect(now.round?.name == "two")
    let row = now.table(by: .village).rows[0]
    #expect(row.households == Tally(expected: 4, visited: 1), "h2, met on day 3")
    #expect(row.visits == 2)
    #expect(row.gaps == [.neverVisited: 3], "nobody was refused in this round")
    #expect(now.table(by: .group).rows[0].visitsByMembers == 3)
    let first = CampaignLedger(campaign, round: rounds[0])
    #expect(first.day == LocalDate(dayNumber: 2), "a round that is over is told as of its last day")
    #expect(first.table(by: .village).rows[0].households == Tally(expected: 4, visited: 1), "h1")
    #expect(first.table(by: .village).rows[0].visits == 4)
    #expect(first.table(by: .campaign).unlistedVisits == 0)
    #expect(CampaignLedger(campaign, asOf: LocalDate(dayNumber: 2)).round?.name == "one")
    #expect(CampaignLedger(campaign, asOf: LocalDate(dayNumber: 0)).table(by: .campaign).totals.visits == 0)
    let later = CampaignLedger(campaign, asOf: LocalDate(dayNumber: 2), round: rounds[1])
    #expect(later.table(by: .campaign).totals.visits == 0, "it has not begun")
  }

  @Test func listsWhatIsExcluded() {
    var campaign = fiveTargets()
    func exclusion(_ target: Int32, _ reason: String, _ from: Int32, _ to: Int32?, id: Identifier)
      -> Exclusion
    {
      Exclusion(
        target: target, reason: reason, from: LocalDate(dayNumber: from),
        to: to.map { LocalDate(dayNumber: $0) },
        approvedBy: "office", targetID: id)
    }
    campaign.exclusions = [
      exclusion(2, "demolished", 2, nil, id: "h3"), exclusion(2, "merged", 1, nil, id: "h3"),
      exclusion(0, "abroad", 1, 2, id: "h1"), exclusion(-1, "abroad", 1, nil, id: "x"),
    ]
    let ledger = CampaignLedger(campaign)
    let list = ledger.excludedTargets()
    #expect(list.map(\.exclusion.targetID) == ["h1", "h3", "h3", "x"])
    #expect(list.map(\.isInForce) == [false, true, true, true])
    #expect(ledger.excludedByReason().map(\.reason) == ["merged"], "the first to begin")
    #expect(
      ledger.excludedByReason().reduce(0) { $0 + $1.targets } == ledger.table(by: .campaign).totals.excluded)
    for row in list {
      #expect(row.attributes(in: campaign).map(\.name) == ExcludedTarget.columns.map(\.name))
    }
    let before = CampaignLedger(campaign, asOf: LocalDate(dayNumber: 1))
    #expect(before.excludedByReason().map(\.reason) == ["abroad", "merged"])
  }
}
