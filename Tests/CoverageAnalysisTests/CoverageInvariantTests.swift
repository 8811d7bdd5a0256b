import CampaignModel
import TestSupport
import Testing

@testable import CoverageAnalysis

/// Invariants on seeded random campaigns, and every figure against a count made the slow way.
@Suite struct CoverageInvariantTests {
  static let asOfDays: [LocalDate?] = [nil, LocalDate(dayNumber: 17_110), LocalDate(dayNumber: 17_140)]

  @Test("Visited and gaps add up to expected in every row of every level", arguments: UInt64(1)...12)
  func visitedPlusGaps(seed: UInt64) {
    let campaign = randomCampaign(
      seed: seed, settings: NestedCoverageTests.settings[Int(seed) % NestedCoverageTests.settings.count])
    for asOf in Self.asOfDays {
      let ledger = CampaignLedger(campaign, asOf: asOf)
      for level in CoverageLevel.allCases where level.hasExpected {
        for row in ledger.table(by: level).rows {
          #expect(row.targets.visited + row.gaps.values.reduce(0, +) == row.targets.expected)
        }
      }
    }
  }

  @Test("Rows of a partition add up to the campaign", arguments: UInt64(1)...12)
  func partitionsAddUp(seed: UInt64) {
    let campaign = randomCampaign(
      seed: seed, settings: NestedCoverageTests.settings[Int(seed) % NestedCoverageTests.settings.count])
    for asOf in Self.asOfDays {
      let ledger = CampaignLedger(campaign, asOf: asOf)
      for level in [CoverageLevel.county, .township, .village, .cell, .group] {
        let table = ledger.table(by: level)
        let sum = table.rows.reduce(CoverageRow(level: .campaign, code: "")) { sum, row in
          var sum = sum
          sum.households = sum.households + row.households
          sum.enterprises = sum.enterprises + row.enterprises
          sum.priority = sum.priority + row.priority
          sum.visits += row.visits
          sum.excluded += row.excluded
          sum.missingCoordinates += row.missingCoordinates
          sum.gaps.merge(row.gaps, uniquingKeysWith: +)
          return sum
        }
        #expect(sum.households == table.totals.households, "\(level)")
        #expect(sum.enterprises == table.totals.enterprises)
        #expect(sum.priority == table.totals.priority)
        #expect(sum.visits == table.totals.visits)
        #expect(sum.excluded == table.totals.excluded)
        #expect(sum.missingCoordinates == table.totals.missingCoordinates)
        #expect(sum.gaps == table.totals.gaps)
        #expect(table.rows.last?.code == CoverageRow.noneCode)
      }
    }
  }

  @Test("The ledger agrees with a count target by target", arguments: UInt64(20)...31)
  func agreesWithSlowCount(seed: UInt64) {
    // Days 17,100 to 17,159 are 2016-10-26 to 2016-12-24.
    let settings: [[String: String]] = [
      ["revisit_after_days": "20"], ["revisit_days_by_category": "disabled=10;low-income=30"],
      [
        "rounds": "one:2016-10-30..2016-11-20;two:2016-11-25..", "revisit_after_days": "9",
        "revisit_days_by_category": "party veteran=4;disabled=15",
      ],
    ]
    let campaign = randomCampaign(seed: seed, settings: settings[Int(seed) % 3])
    for asOf in Self.asOfDays {
      let ledger = CampaignLedger(campaign, asOf: asOf)
      let slow = SlowCount(campaign, asOf: asOf)
      let gaps = Dictionary(uniqueKeysWithValues: ledger.targetGaps().map { ($0.target, $0) })
      for i in 0..<campaign.targets.count {
        #expect(ledger.isExcluded(i) == slow.isExcluded(i))
        guard !slow.isExcluded(i) else { continue }
        #expect(gaps[i]?.reason == slow.gapReason(i), "target \(i)")
        #expect(gaps[i].map { $0.visits == slow.visits(to: i).count } ?? true)
        #expect(ledger.isVisited(i) == (slow.gapReason(i) == nil))
      }
    }
  }

  @Test("As of a day equals a campaign that holds only the visits dated by it", arguments: UInt64(1)...8)
  func asOfEqualsShorterCampaign(seed: UInt64) {
    let campaign = randomCampaign(
      seed: seed, settings: NestedCoverageTests.settings[Int(seed) % NestedCoverageTests.settings.count])
    let day = LocalDate(dayNumber: 17_135)
    var shorter = campaign
    shorter.visits = VisitColumns()
    shorter.visits.batchNames = campaign.visits.batchNames
    for i in 0..<campaign.visits.count where campaign.visits.days[i] <= day.dayNumber {
      shorter.visits.ids.append(campaign.visits.ids[i])
      shorter.visits.targets.append(campaign.visits.targets[i])
      shorter.visits.days.append(campaign.visits.days[i])
      shorter.visits.seconds.append(campaign.visits.seconds[i])
      shorter.visits.groups.append(campaign.visits.groups[i])
      shorter.visits.members.append(campaign.visits.members[i])
      shorter.visits.outcomes.append(campaign.visits.outcomes[i])
      shorter.visits.batches.append(campaign.visits.batches[i])
    }
    for i in 0..<campaign.targets.count where campaign.targets.rosterVisits[i] > day.dayNumber {
      shorter.targets.rosterVisits[i] = TargetColumns.notVisited
    }
    for level in CoverageLevel.allCases {
      #expect(
        CampaignLedger(campaign, asOf: day).table(by: level)
          == CampaignLedger(shorter, asOf: day).table(by: level))
    }
    #expect(CampaignLedger(campaign, asOf: day).nested() == CampaignLedger(shorter, asOf: day).nested())
  }
}

/// The rules of coverage, read off the campaign one target at a time.
private struct SlowCount {
  let campaign: Campaign
  var firstDay = Int32.min
  var lastDay: Int32
  var today: Int32

  init(_ campaign: Campaign, asOf: LocalDate?) {
    self.campaign = campaign
    lastDay = asOf?.dayNumber ?? .max
    let roster = campaign.targets.rosterVisits.filter { $0 != TargetColumns.notVisited }
    today =
      asOf?.dayNumber
      ?? (roster + campaign.visits.days + campaign.exclusions.map(\.from.dayNumber)).max() ?? 0
    let rounds = campaign.settings.rounds
    guard let first = rounds.first else { return }
    let round = rounds.filter { $0.start.dayNumber <= today }.max { $0.start < $1.start } ?? first
    firstDay = round.start.dayNumber
    lastDay = min(lastDay, round.end?.dayNumber ?? .max)
    today = min(today, round.end?.dayNumber ?? .max)
  }

  func visits(to target: Int) -> [(day: Int32, outcome: Outcome)] {
    var found: [(Int32, Outcome)] = []
    let roster = campaign.targets.rosterVisits[target]
    if roster != TargetColumns.notVisited && roster >= firstDay && roster <= lastDay {
      found.append((roster, .met))
    }
    for i in 0..<campaign.visits.count
    where campaign.visits.targets[i] == Int32(target) && campaign.visits.days[i] <= lastDay
      && campaign.visits.days[i] >= firstDay
    {
      found.append((campaign.visits.days[i], campaign.visits.outcomes[i]))
    }
    return found
  }

  func isExcluded(_ target: Int) -> Bool {
    campaign.exclusions.contains {
      $0.target == Int32(target) && $0.from.dayNumber <= today && ($0.to?.dayNumber ?? .max) >= today
    }
  }

  func group(of target: Int) -> Identifier? {
    guard let plan = campaign.plan else { return nil }
    func group(of unit: Identifier) -> Identifier? { plan.entries.first { $0.unit == unit }?.group }
    let village = campaign.targets.villages[target]
    if plan.unit == .village { return village < 0 ? nil : group(of: campaign.villages[Int(village)].code) }
    let cell = campaign.targets.cells[target]
    if cell >= 0 { return group(of: campaign.cells[Int(cell)].id) }
    guard village >= 0 else { return nil }
    var work: [Identifier: Double] = [:]
    for other in 0..<campaign.targets.count
    where campaign.targets.villages[other] == village && campaign.targets.cells[other] >= 0 {
      guard let group = group(of: campaign.cells[Int(campaign.targets.cells[other])].id) else { continue }
      let isPriority = !campaign.targets.categorySets[Int(campaign.targets.categorySet[other])].isEmpty
      work[group, default: 0] +=
        campaign.targets.kinds[other] == .enterprise ? 2 : isPriority ? 1.5 : 1
    }
    return work.max { a, b in a.value != b.value ? a.value < b.value : a.key > b.key }?.key
  }

  func gapReason(_ target: Int) -> GapReason? {
    let visits = visits(to: target)
    let latest = visits.filter { $0.outcome == .met }.map(\.day).max()
    let names = campaign.targets.categorySets[Int(campaign.targets.categorySet[target])]
      .map { campaign.targets.categories[$0] }
    let own = campaign.settings.revisitDaysByCategory.filter { names.contains($0.name) }.map(\.value)
    let limit = (own.min() ?? campaign.settings.revisitAfterDays).map { today - Int32($0) }
    if let latest, limit.map({ latest >= $0 }) ?? true { return nil }
    if campaign.targets.villages[target] < 0 { return .noKnownVillage }
    if group(of: target) == nil { return .noGroup }
    if visits.isEmpty { return .neverVisited }
    if latest != nil { return .revisitDue }
    switch visits.last?.outcome {
    case .nobodyHome: return .nobodyHome
    case .refused: return .refused
    case .inaccessible: return .inaccessible
    case .movedAway: return .movedAway
    case .notFound: return .notFound
    default: return nil
    }
  }
}
